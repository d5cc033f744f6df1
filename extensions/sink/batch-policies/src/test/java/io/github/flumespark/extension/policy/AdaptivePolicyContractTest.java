package io.github.flumespark.extension.policy;

import io.github.flumespark.contract.BatchAdmissionPolicyContract;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicyFactory;

class AdaptivePolicyContractTest extends BatchAdmissionPolicyContract {

  @Override
  protected BatchAdmissionPolicyFactory factory() {
    return new AdaptivePolicyFactory();
  }

  @Override
  protected Map<String, String> config() {
    return Map.of("minEvents", "20", "maxEvents", "500");
  }

  @Override
  protected Map<String, String> badValues() {
    return Map.of(
        "minEvents",
        "0",
        "maxEvents",
        "19",
        "initialEvents",
        "501",
        "targetLatency",
        "0 ms",
        "increaseEvents",
        "0",
        "decreasePercent",
        "100");
  }
}
