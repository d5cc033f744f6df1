package io.github.flumespark.extension.policy;

import io.github.flumespark.contract.BatchAdmissionPolicyContract;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicyFactory;

class RateLimitPolicyContractTest extends BatchAdmissionPolicyContract {

  @Override
  protected BatchAdmissionPolicyFactory factory() {
    return new RateLimitPolicyFactory();
  }

  @Override
  protected Map<String, String> config() {
    return Map.of("eventsPerSecond", "2500", "bytesPerSecond", "1 MiB");
  }

  @Override
  protected Map<String, String> badValues() {
    return Map.of(
        "eventsPerSecond",
        "0",
        "bytesPerSecond",
        "9 GiB",
        "burstEvents",
        "0",
        "burstBytes",
        "9000000 GiB",
        "minEvents",
        "2501",
        "minBytes",
        "2 MiB");
  }
}
