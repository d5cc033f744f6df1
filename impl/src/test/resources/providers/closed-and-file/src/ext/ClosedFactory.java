package ext;

import java.time.Duration;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.admission.Admission;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicyFactory;

/** Makes a policy that refuses every poll. */
public final class ClosedFactory implements BatchAdmissionPolicyFactory {

  @Override
  public String name() {
    return "closed";
  }

  @Override
  public BatchAdmissionPolicy create(ExtensionConfig config, ExtensionContext context) {
    String reason = config.getString("reason");
    return poll -> Admission.reject(reason, Duration.ZERO);
  }
}
