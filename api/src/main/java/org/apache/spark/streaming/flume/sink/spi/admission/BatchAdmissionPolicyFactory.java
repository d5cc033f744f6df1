package org.apache.spark.streaming.flume.sink.spi.admission;

import org.apache.spark.streaming.flume.sink.spi.ExtensionFactory;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes {@link BatchAdmissionPolicy}s; selected by {@code admission.type}. */
@ConsumerType
public interface BatchAdmissionPolicyFactory extends ExtensionFactory<BatchAdmissionPolicy> {}
