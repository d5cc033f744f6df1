package org.apache.spark.streaming.flume.sink.internal.extension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.flume.conf.ConfigurationException;
import org.apache.spark.streaming.flume.sink.SparkSinkConfig;
import org.apache.spark.streaming.flume.sink.internal.config.ConfigErrors;
import org.apache.spark.streaming.flume.sink.internal.config.ExtensionSettings;
import org.apache.spark.streaming.flume.sink.internal.config.SinkSettings;
import org.apache.spark.streaming.flume.sink.internal.config.TransformerSettings;
import org.apache.spark.streaming.flume.sink.internal.guard.ExtensionCalls;
import org.apache.spark.streaming.flume.sink.internal.guard.Origin;
import org.apache.spark.streaming.flume.sink.internal.transform.DeadLetterDesk;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerChain;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerStage;
import org.apache.spark.streaming.flume.sink.spi.Extension;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStore;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;

/**
 * Finds, selects and creates the extensions that a configuration names. Only the kinds that it
 * names are looked for; everything is found before anything is created. One that can't be had does
 * not keep the others from being tried: all that is wrong is told at once.
 */
final class ExtensionLoader {

  /** For those that were made before one could not be. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final SinkSettings settings;
  private final LongSupplier nanoClock;
  private final ExtensionCalls calls;
  private final ExtensionStack stack;
  private final ExtensionCreator creator;
  private final List<String> description = new ArrayList<>();
  private final List<ConfigurationException> problems = new ArrayList<>();

  private ExtensionLoader(
      SinkSettings settings,
      LongSupplier nanoClock,
      ExtensionCalls calls,
      BooleanSupplier cancelled) {
    this.settings = settings;
    this.nanoClock = nanoClock;
    this.calls = calls;
    this.stack = new ExtensionStack(settings.sinkName(), nanoClock);
    this.creator = new ExtensionCreator(settings, nanoClock, calls, cancelled, stack);
  }

  /**
   * Loads what the settings name, and the built-ins for the rest.
   *
   * @param settings which extensions, and their keys
   * @param nanoClock the sink's clock
   * @param calls watches over the calls into extensions, these and all later ones
   * @param cancelled asked before and after each extension is made
   * @return the extensions; the caller closes them
   * @throws CancellationException if it was cancelled; what had been created by then is closed
   * @throws ConfigurationException if anything that was selected can't be used. It names sink and
   *     key of all of them. Whatever an extension or its class loader throws comes out as this,
   *     Errors included; what had been created by then is closed
   */
  static LoadedExtensions load(
      SinkSettings settings,
      LongSupplier nanoClock,
      ExtensionCalls calls,
      BooleanSupplier cancelled) {
    ExtensionLoader loader = new ExtensionLoader(settings, nanoClock, calls, cancelled);
    try {
      return loader.load();
    } catch (RuntimeException failed) {
      loader.stack.close(CLOSE_LIMIT);
      throw failed;
    } catch (Error error) {
      // Flume's supervisor tries again after an exception, and gives up for ever after an Error.
      loader.stack.close(CLOSE_LIMIT);
      throw new ConfigurationException(
          "Sink '%s': its extensions can't be loaded: %s"
              .formatted(
                  settings.sinkName(),
                  Advice.on(error, Thread.currentThread().getContextClassLoader())),
          error);
    }
  }

  private LoadedExtensions load() {
    List<Candidate<EventTransformer>> stages = selectTransformers();
    Candidate<DeadLetterStore> store =
        select(ExtensionKind.DEAD_LETTER, SparkSinkConfig.CONF_DEAD_LETTER, settings.deadLetter());
    Candidate<BatchAdmissionPolicy> policy =
        select(ExtensionKind.ADMISSION, SparkSinkConfig.CONF_ADMISSION, settings.admission());
    Candidate<SequenceGenerator> generator =
        select(ExtensionKind.SEQUENCE, SparkSinkConfig.CONF_SEQUENCE, settings.sequence());
    throwProblems();

    DeadLetterDesk desk = store == null ? null : attempt(() -> createDesk(store));
    List<EventTransformer> transformers = createTransformers(stages);
    BatchAdmissionPolicy admission =
        policy == null
            ? builtIn(SparkSinkConfig.CONF_ADMISSION, new DefaultAdmissionPolicy())
            : attempt(
                () ->
                    create(
                        ExtensionKind.ADMISSION,
                        policy,
                        SparkSinkConfig.CONF_ADMISSION,
                        settings.admission().keys()));
    SequenceGenerator sequence =
        generator == null
            ? builtIn(SparkSinkConfig.CONF_SEQUENCE, new RandomEpochSequence())
            : attempt(
                () ->
                    create(
                        ExtensionKind.SEQUENCE,
                        generator,
                        SparkSinkConfig.CONF_SEQUENCE,
                        settings.sequence().keys()));
    throwProblems();

    return new LoadedExtensions(
        chain(transformers, desk),
        admission,
        settings.admission().type(),
        sequence,
        settings.sequence().type(),
        description,
        calls,
        stack);
  }

  /** Null if it can't be had; why not is told by {@link #throwProblems}. */
  private <T> T attempt(Supplier<T> step) {
    try {
      return step.get();
    } catch (ConfigurationException problem) {
      problems.add(problem);
      return null;
    }
  }

  private void throwProblems() {
    if (!problems.isEmpty()) {
      throw ConfigErrors.together(settings.sinkName(), problems);
    }
  }

  private List<Candidate<EventTransformer>> selectTransformers() {
    List<Candidate<EventTransformer>> selected = new ArrayList<>();
    if (settings.transformers().isEmpty()) {
      return selected;
    }
    String firstKey = typeKey(place(settings.transformers().get(0)));
    Catalog<EventTransformer> catalog =
        attempt(() -> discover(ExtensionKind.TRANSFORMER, firstKey));
    if (catalog == null) {
      return selected;
    }
    for (TransformerSettings stage : settings.transformers()) {
      selected.add(
          attempt(() -> catalog.select(settings.sinkName(), typeKey(place(stage)), stage.type())));
    }
    // A refusal tells the same.
    if (!selected.contains(null)) {
      catalog.warn(settings.sinkName());
    }
    return selected;
  }

  /** Null for the built-in or none: that needs no discovery, and so no mediator in OSGi. */
  private <E extends Extension> Candidate<E> select(
      ExtensionKind<E> kind, String place, ExtensionSettings wanted) {
    if (wanted == null || wanted.isDefault()) {
      return null;
    }
    return attempt(
        () -> {
          Catalog<E> catalog = discover(kind, typeKey(place));
          Candidate<E> selected =
              catalog.select(settings.sinkName(), typeKey(place), wanted.type());
          catalog.warn(settings.sinkName());
          return selected;
        });
  }

  private <E extends Extension> Catalog<E> discover(ExtensionKind<E> kind, String key) {
    return Discovery.run(kind, calls)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    ("Sink '%s': %s selects %s, but the service loader mediator of this OSGi"
                            + " framework is not active yet; allowed: to start it (Apache Aries SPI"
                            + " Fly) before the sink")
                        .formatted(settings.sinkName(), key, kind.aWord())));
  }

  private DeadLetterDesk createDesk(Candidate<DeadLetterStore> candidate) {
    DeadLetterStore store =
        create(
            ExtensionKind.DEAD_LETTER,
            candidate,
            SparkSinkConfig.CONF_DEAD_LETTER,
            settings.deadLetter().keys());
    return new DeadLetterDesk(settings.sinkName(), candidate.name(), store, calls, nanoClock);
  }

  private List<EventTransformer> createTransformers(List<Candidate<EventTransformer>> candidates) {
    List<EventTransformer> transformers = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate<EventTransformer> candidate = candidates.get(i);
      TransformerSettings wanted = settings.transformers().get(i);
      transformers.add(attempt(() -> createTransformer(candidate, wanted)));
    }
    if (transformers.isEmpty()) {
      description.add("transformers: none");
    }
    return transformers;
  }

  private EventTransformer createTransformer(
      Candidate<EventTransformer> candidate, TransformerSettings wanted) {
    EventTransformer transformer =
        creator.create(
            ExtensionKind.TRANSFORMER, candidate, place(wanted), wanted.alias(), wanted.keys());
    description.add(
        "transformer %s: %s, %s, %s"
            .formatted(
                wanted.alias(),
                wanted.type(),
                wanted.rules().describe(),
                Origin.of(transformer.getClass())));
    return transformer;
  }

  private TransformerChain chain(List<EventTransformer> transformers, DeadLetterDesk desk) {
    List<TransformerStage> stages = new ArrayList<>();
    for (int i = 0; i < transformers.size(); i++) {
      stages.add(
          new TransformerStage(
              settings.sinkName(),
              settings.transformers().get(i).rules(),
              transformers.get(i),
              desk,
              calls,
              nanoClock));
    }
    return new TransformerChain(stages, settings.chainLimits(), desk);
  }

  private <E extends Extension> E create(
      ExtensionKind<E> kind, Candidate<E> candidate, String place, Map<String, String> keys) {
    E extension = creator.create(kind, candidate, place, place, keys);
    description.add(
        "%s: %s, %s".formatted(place, candidate.name(), Origin.of(extension.getClass())));
    return extension;
  }

  private <E extends Extension> E builtIn(String place, E extension) {
    stack.push(place, extension);
    description.add(place + ": " + SparkSinkConfig.DEFAULT_TYPE + " (built in)");
    return extension;
  }

  private static String place(TransformerSettings stage) {
    return SparkSinkConfig.CONF_TRANSFORMERS + "." + stage.alias();
  }

  private static String typeKey(String place) {
    return place + "." + SparkSinkConfig.CONF_TYPE;
  }
}
