package org.apache.spark.streaming.flume.sink.internal.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flume.Context;
import org.apache.flume.conf.ConfigurationException;
import org.apache.spark.streaming.flume.sink.SparkSinkConfig;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchSettings;
import org.apache.spark.streaming.flume.sink.internal.rpc.RpcSettings;
import org.apache.spark.streaming.flume.sink.internal.transform.ChainLimits;
import org.apache.spark.streaming.flume.sink.internal.transform.OnError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that a sink's configuration says, checked, in the form in which the sink's parts take
 * it. Immutable.
 *
 * @param sinkName the sink's name in the agent's configuration
 * @param batch what bounds a batch, in events and in time
 * @param rpc where the sink listens, and what a peer may do
 * @param dataDirectory where extensions may keep what they must find again; absolute
 * @param extensionsReload {@code auto} or {@code manual}
 * @param transformers the chain in order
 * @param chainLimits what may come of one event
 * @param deadLetter the dead-letter store; null unless a transformer needs one
 * @param admission the admission policy
 * @param sequence the sequence generator
 */
public record SinkSettings(
    String sinkName,
    BatchSettings batch,
    RpcSettings rpc,
    Path dataDirectory,
    String extensionsReload,
    List<TransformerSettings> transformers,
    ChainLimits chainLimits,
    ExtensionSettings deadLetter,
    ExtensionSettings admission,
    ExtensionSettings sequence) {

  private static final Logger LOG = LoggerFactory.getLogger(SinkSettings.class);

  private static final int LEAST_OUTPUT_BYTES = 1 << 20;

  /** Keys that Flume reads itself and leaves in the context. */
  private static final Set<String> FLUMES_OWN = Set.of("type", "channel", "config");

  /**
   * Reads a configuration, and warns of the keys that nobody reads. The keys of selected extensions
   * are left to them.
   *
   * @param sinkName the sink; null for one that was never named
   * @param context what Flume gives to {@code configure}
   * @return the settings
   * @throws org.apache.flume.conf.ConfigurationException for values that are missing or not
   *     allowed; it names the sink, and for each of them key, value and what is allowed
   */
  public static SinkSettings parse(String sinkName, Context context) {
    String name = sinkName == null ? "unnamed" : sinkName;
    KeyReader keys = new KeyReader(name, parameters(context));
    FLUMES_OWN.forEach(keys::text);
    BatchSettings batch = BatchKeys.read(keys);
    List<TransformerSettings> transformers =
        keys.attempt(() -> new TransformerList(keys).read(), List.of());
    SinkSettings settings =
        new SinkSettings(
            name,
            batch,
            RpcKeys.read(keys, batch.timeout()),
            keys.attempt(() -> dataDirectory(keys), null),
            keys.attempt(() -> extensionsReload(keys), null),
            transformers,
            chainLimits(keys),
            keys.attempt(() -> deadLetter(keys, transformers), null),
            builtInUnlessSet(keys, SparkSinkConfig.CONF_ADMISSION),
            builtInUnlessSet(keys, SparkSinkConfig.CONF_SEQUENCE));
    keys.throwProblems();
    warnOfUnread(keys);
    return settings;
  }

  /** By its name: before Flume 1.10 it gives a map of Guava's, and is another method to the JVM. */
  @SuppressWarnings("unchecked")
  private static Map<String, String> parameters(Context context) {
    try {
      return (Map<String, String>) Context.class.getMethod("getParameters").invoke(context);
    } catch (ReflectiveOperationException e) {
      throw new ConfigurationException("the keys of this Flume's configuration can't be read", e);
    }
  }

  /**
   * Every setting that is in effect, for the log at start.
   *
   * @return one line without the values of secrets
   */
  public String describe() {
    return "%s %s dataDirectory=%s extensions.reload=%s transformers=%s%s%s admission=%s sequence=%s"
        .formatted(
            RpcKeys.describe(rpc),
            BatchKeys.describe(batch),
            dataDirectory,
            extensionsReload,
            transformers,
            transformers.isEmpty()
                ? ""
                : " max-outputs-per-event=%d max-output-bytes-per-event=%d"
                    .formatted(chainLimits.maxOutputs(), chainLimits.maxBytes()),
            deadLetter == null ? "" : " dead-letter=" + deadLetter,
            admission,
            sequence)
        .replaceAll("\\p{Cntrl}", " ");
  }

  /**
   * The extensions that are selected, built-ins left out.
   *
   * @return kind, blank and name of each
   */
  public List<String> selectedExtensions() {
    List<String> selected = new ArrayList<>();
    transformers.forEach(stage -> selected.add("transformer " + stage.type()));
    if (deadLetter != null) {
      selected.add("dead-letter " + deadLetter.type());
    }
    if (!admission.isDefault()) {
      selected.add("admission " + admission.type());
    }
    if (!sequence.isDefault()) {
      selected.add("sequence " + sequence.type());
    }
    return selected;
  }

  private static String extensionsReload(KeyReader keys) {
    String key = SparkSinkConfig.CONF_EXTENSIONS_RELOAD;
    String value = keys.text(key, SparkSinkConfig.RELOAD_AUTO);
    if (!value.equals(SparkSinkConfig.RELOAD_AUTO)
        && !value.equals(SparkSinkConfig.RELOAD_MANUAL)) {
      throw keys.invalid(
          key, value, SparkSinkConfig.RELOAD_AUTO + " or " + SparkSinkConfig.RELOAD_MANUAL);
    }
    return value;
  }

  private static Path dataDirectory(KeyReader keys) {
    String key = SparkSinkConfig.CONF_DATA_DIRECTORY;
    String value = keys.text(key);
    String allowed = "the path of a directory";
    if (value == null) {
      return Path.of(System.getProperty("user.home", "."), ".flume", "flume-spark-sink")
          .toAbsolutePath();
    }
    if (value.isEmpty()) {
      throw keys.invalid(key, value, allowed);
    }
    try {
      return Path.of(value).toAbsolutePath().normalize();
    } catch (InvalidPathException notAPath) {
      throw keys.invalid(key, value, allowed);
    }
  }

  private static ChainLimits chainLimits(KeyReader keys) {
    int outputs =
        keys.integer(
            SparkSinkConfig.CONF_MAX_OUTPUTS_PER_EVENT,
            SparkSinkConfig.DEFAULT_MAX_OUTPUTS_PER_EVENT,
            1,
            Integer.MAX_VALUE,
            "outputs of one event");
    long share = Math.max(LEAST_OUTPUT_BYTES, Runtime.getRuntime().maxMemory() / 8);
    int bytes =
        keys.integer(
            SparkSinkConfig.CONF_MAX_OUTPUT_BYTES_PER_EVENT,
            (int) Math.min(Integer.MAX_VALUE, share),
            1,
            Integer.MAX_VALUE,
            "bytes of the outputs of one event");
    return new ChainLimits(outputs, bytes);
  }

  /** Its keys stay unread, and so are warned of, where no transformer writes dead letters. */
  private static ExtensionSettings deadLetter(
      KeyReader keys, List<TransformerSettings> transformers) {
    return transformers.stream().anyMatch(stage -> stage.onError() == OnError.DEAD_LETTER)
        ? extension(
            keys, SparkSinkConfig.CONF_DEAD_LETTER, SparkSinkConfig.DEFAULT_DEAD_LETTER_STORE)
        : null;
  }

  private static ExtensionSettings builtInUnlessSet(KeyReader keys, String name) {
    return keys.attempt(() -> extension(keys, name, SparkSinkConfig.DEFAULT_TYPE), null);
  }

  private static ExtensionSettings extension(KeyReader keys, String name, String defaultType) {
    String typeKey = name + "." + SparkSinkConfig.CONF_TYPE;
    String type = keys.text(typeKey, defaultType);
    if (type.isEmpty()) {
      throw keys.invalid(typeKey, type, "the name of an extension, or '%s'".formatted(defaultType));
    }
    Map<String, String> own = keys.below(name + ".");
    own.remove(SparkSinkConfig.CONF_TYPE);
    ExtensionSettings settings = new ExtensionSettings(type, own);
    if (settings.isDefault()) {
      // The built-ins have no keys, and no one is made to read these: so say it here.
      own.keySet().forEach(key -> keys.markUnread(name + "." + key));
    }
    return settings;
  }

  private static void warnOfUnread(KeyReader keys) {
    for (String key : keys.unread()) {
      LOG.warn(
          "Sink '{}': nobody reads the key {}{}",
          keys.sinkName(),
          key,
          NearestKey.hint(key, keys.known()));
    }
  }
}
