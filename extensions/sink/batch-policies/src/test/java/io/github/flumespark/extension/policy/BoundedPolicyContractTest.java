package io.github.flumespark.extension.policy;

import io.github.flumespark.contract.BatchAdmissionPolicyContract;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicyFactory;

class BoundedPolicyContractTest extends BatchAdmissionPolicyContract {

  @Override
  protected BatchAdmissionPolicyFactory factory() {
    return new BoundedPolicyFactory();
  }

  @Override
  protected Map<String, String> config() {
    return Map.of("maxEvents", "50", "maxBytes", "1 KiB", "maxWait", "5 ms");
  }

  @Override
  protected Map<String, String> badValues() {
    return Map.of("maxEvents", "0", "maxBytes", "0", "maxWait", "5");
  }
}
