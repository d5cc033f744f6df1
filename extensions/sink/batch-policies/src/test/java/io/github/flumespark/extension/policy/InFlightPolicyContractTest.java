package io.github.flumespark.extension.policy;

import io.github.flumespark.contract.BatchAdmissionPolicyContract;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicyFactory;

class InFlightPolicyContractTest extends BatchAdmissionPolicyContract {

  @Override
  protected BatchAdmissionPolicyFactory factory() {
    return new InFlightPolicyFactory();
  }

  @Override
  protected Map<String, String> config() {
    return Map.of("maxBatches", "4", "maxEvents", "3500", "maxBytes", "1 MiB");
  }

  @Override
  protected Map<String, String> badValues() {
    return Map.of(
        "maxBatches",
        "0",
        "maxEvents",
        "-1",
        "batchBytes",
        "2 MiB",
        "minEvents",
        "3501",
        "minBytes",
        "1 GiB",
        "hold",
        "0 s",
        "claim",
        "100 ms");
  }
}
