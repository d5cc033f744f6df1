package org.apache.spark.streaming.flume.sink.internal.extension;

import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.streaming.flume.sink.SparkSinkConfig;
import org.apache.spark.streaming.flume.sink.spi.Extension;
import org.apache.spark.streaming.flume.sink.spi.ExtensionFactory;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicyFactory;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStore;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStoreFactory;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGeneratorFactory;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/**
 * One of the four kinds of extension: its words and types, and how its factories are found.
 *
 * @param word what it is called in messages
 * @param type the kind's interface
 * @param factoryType the interface of its factories, which names the provider file
 * @param hasDefault whether there is a built-in called {@code default}
 * @param hostKeys the keys at an extension's place that are the sink's, not its own
 * @param serviceLoader looks for factories under the thread's context class loader; gives null in
 *     OSGi while the service loader mediator is not active
 */
record ExtensionKind<E extends Extension>(
    String word,
    Class<E> type,
    Class<? extends ExtensionFactory<E>> factoryType,
    boolean hasDefault,
    Set<String> hostKeys,
    Supplier<ServiceLoader<? extends ExtensionFactory<E>>> serviceLoader) {

  static final ExtensionKind<EventTransformer> TRANSFORMER =
      new ExtensionKind<>(
          "transformer",
          EventTransformer.class,
          EventTransformerFactory.class,
          false,
          Set.of(SparkSinkConfig.CONF_TYPE, SparkSinkConfig.CONF_ON_ERROR),
          ExtensionKind::loadTransformers);

  static final ExtensionKind<BatchAdmissionPolicy> ADMISSION =
      new ExtensionKind<>(
          "admission policy",
          BatchAdmissionPolicy.class,
          BatchAdmissionPolicyFactory.class,
          true,
          Set.of(SparkSinkConfig.CONF_TYPE),
          ExtensionKind::loadAdmissionPolicies);

  static final ExtensionKind<SequenceGenerator> SEQUENCE =
      new ExtensionKind<>(
          "sequence generator",
          SequenceGenerator.class,
          SequenceGeneratorFactory.class,
          true,
          Set.of(SparkSinkConfig.CONF_TYPE),
          ExtensionKind::loadSequenceGenerators);

  static final ExtensionKind<DeadLetterStore> DEAD_LETTER =
      new ExtensionKind<>(
          "dead-letter store",
          DeadLetterStore.class,
          DeadLetterStoreFactory.class,
          false,
          Set.of(SparkSinkConfig.CONF_TYPE),
          ExtensionKind::loadDeadLetterStores);

  /** The word with its article. */
  String aWord() {
    return (word.startsWith("a") ? "an " : "a ") + word;
  }

  // SPI Fly weaves these four calls when the sink runs as a bundle. It recognises a static call
  // with a class literal and nothing else: no method reference, no variable, no second argument.

  private static ServiceLoader<EventTransformerFactory> loadTransformers() {
    return ServiceLoader.load(EventTransformerFactory.class);
  }

  private static ServiceLoader<BatchAdmissionPolicyFactory> loadAdmissionPolicies() {
    return ServiceLoader.load(BatchAdmissionPolicyFactory.class);
  }

  private static ServiceLoader<SequenceGeneratorFactory> loadSequenceGenerators() {
    return ServiceLoader.load(SequenceGeneratorFactory.class);
  }

  private static ServiceLoader<DeadLetterStoreFactory> loadDeadLetterStores() {
    return ServiceLoader.load(DeadLetterStoreFactory.class);
  }
}
