package org.apache.spark.streaming.flume.sink.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flume.Context;
import org.apache.flume.conf.ConfigurationException;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.apache.spark.streaming.flume.sink.internal.access.AccessRules;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchSettings;
import org.apache.spark.streaming.flume.sink.internal.rpc.Access;
import org.apache.spark.streaming.flume.sink.internal.rpc.RpcSettings;
import org.apache.spark.streaming.flume.sink.internal.transform.ChainLimits;
import org.apache.spark.streaming.flume.sink.internal.transform.OnError;
import org.apache.spark.streaming.flume.sink.internal.transform.StageRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SinkSettingsTest {

  private final Context context = new Context(Map.of("port", "4141"));

  @Test
  void aPortIsAllItNeeds() {
    SinkSettings settings = parse();

    long share = Runtime.getRuntime().maxMemory() / 2 / 10;
    assertThat(settings.sinkName()).isEqualTo("spark");
    assertThat(settings.batch())
        .isEqualTo(
            new BatchSettings(
                "spark",
                10,
                Duration.ofMinutes(1),
                Duration.ofMillis(200),
                Duration.ofSeconds(10),
                Duration.ofMillis(100),
                Integer.MAX_VALUE,
                Math.max(256 << 10, Math.min(64 << 20, share))));
    assertThat(settings.rpc())
        .isEqualTo(
            new RpcSettings(
                "spark",
                "0.0.0.0",
                4141,
                65_536,
                1000,
                Duration.ofMinutes(10),
                Duration.ofMinutes(1),
                Access.OPEN));
    assertThat(settings.dataDirectory())
        .isEqualTo(Path.of(System.getProperty("user.home"), ".flume", "flume-spark-sink"));
    assertThat(settings.transformers()).isEmpty();
    assertThat(settings.admission().isDefault()).isTrue();
    assertThat(settings.sequence().isDefault()).isTrue();
  }

  @Test
  void everyKeyIsReadAndTrimmed() {
    context.put("hostname", " 127.0.0.1 ");
    context.put("port", " 0\t");
    context.put("threads", " 3");
    context.put("timeout", "5 ");
    context.put("backoffInterval", "7");
    context.put("pollTimeout", "11");
    context.put("linger", "0");
    context.put("batch-size", "13");
    context.put("max-frame-bytes", "8192");
    context.put("max-connections", "17");
    context.put("idle-timeout", "0");
    context.put("compression-type", " deflate ");
    context.put("dataDirectory", " /var/lib/../lib/flume ");
    context.put("admission.type", " quota ");
    context.put("admission.perClient", " 4 ");
    context.put("sequence.type", "uuid");
    context.put("extensions.reload", " manual ");
    context.put("max-outputs-per-event", "500");
    context.put("max-output-bytes-per-event", "1000000");

    SinkSettings settings = parse();

    assertThat(settings)
        .isEqualTo(
            new SinkSettings(
                "spark",
                new BatchSettings(
                    "spark",
                    3,
                    Duration.ofSeconds(5),
                    Duration.ofMillis(7),
                    Duration.ofMillis(11),
                    Duration.ZERO,
                    13,
                    settings.batch().maxBytes()),
                new RpcSettings(
                    "spark",
                    "127.0.0.1",
                    0,
                    8192,
                    17,
                    Duration.ZERO,
                    Duration.ofSeconds(5),
                    new Access(AccessRules.NONE, null, true)),
                Path.of("/var/lib/flume"),
                "manual",
                List.of(),
                new ChainLimits(500, 1_000_000),
                null,
                new ExtensionSettings("quota", Map.of("perClient", "4")),
                new ExtensionSettings("uuid", Map.of())));
  }

  /** Half of the heap for all threads, but neither tiny batches nor huge ones. */
  @Test
  void theBytesOfABatchAreAShareOfTheHeap() {
    context.put("threads", "1024");

    assertThat(parse().batch().maxBytes()).isBetween(256L << 10, 64L << 20);
  }

  @Test
  void aSinkThatWasNeverNamedHasAName() {
    assertThat(SinkSettings.parse(null, context).sinkName()).isEqualTo("unnamed");
  }

  @Test
  void aMissingPortIsRefused() {
    context.clear();

    refuses("Sink 'spark': port is not set; allowed: a whole number from 0 to 65535");
  }

  @ParameterizedTest
  @CsvSource({
    "port, -1, a whole number from 0 to 65535 (0 takes a free port)",
    "port, 65536, a whole number from 0 to 65535",
    "port, http, a whole number from 0 to 65535",
    "port, '', a whole number",
    "threads, 0, a whole number from 1 to 1024",
    "threads, 1025, a whole number from 1 to 1024",
    "threads, 1.5, a whole number",
    "timeout, 0, a whole number of 1 or more (seconds)",
    "timeout, 60s, a whole number of 1 or more (seconds)",
    "timeout, 99999999999, a whole number",
    "backoffInterval, 0, a whole number of 1 or more (milliseconds)",
    "pollTimeout, 0, a whole number of 1 or more (milliseconds)",
    "linger, -1, a whole number of 0 or more (milliseconds)",
    "batch-size, 0, a whole number of 1 or more",
    "batchSize, -5, a whole number of 1 or more",
    "max-frame-bytes, 8191, a whole number from 8192 to 67108864",
    "max-connections, 0, a whole number of 1 or more",
    "idle-timeout, -1, a whole number of 0 or more (seconds; 0 for never)",
    "hostname, '', a host name or an address of this machine",
    "dataDirectory, '', the path of a directory",
    "admission.type, '', the name of an extension",
    "sequence.type, ' ', the name of an extension",
    "max-outputs-per-event, 0, a whole number of 1 or more",
    "max-output-bytes-per-event, 0, a whole number of 1 or more",
  })
  void aBadValueIsRefusedWithWhatIsAllowed(String key, String value, String allowed) {
    context.put(key, value);

    refuses("Sink 'spark': " + key + " has the value '" + value.strip() + "'; allowed: " + allowed);
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    context.put("port", "http");
    context.put("threads", "0");
    context.put("ipFilter", "yes");
    context.put("transformers", "a");
    context.put("extensions.reload", "never");

    refuses("Sink 'spark': threads has the value '0'; allowed: a whole number from 1 to 1024");
    refuses("; and transformers.a.type is not set; allowed: the name of a transformer");
    refuses("; and port has the value 'http'; allowed: a whole number from 0 to 65535");
    refuses("; and ipFilter has the value 'yes'; allowed: true or false");
    refuses("; and extensions.reload has the value 'never'; allowed: auto or manual");
  }

  @Test
  void aPathWithAForbiddenCharacterIsRefused() {
    context.put("dataDirectory", "/var/\0");

    refuses("dataDirectory has the value");
  }

  @Test
  void batchSizeHasTwoSpellings() {
    context.put("batchSize", "50");
    assertThat(parse().batch().maxEvents()).isEqualTo(50);

    context.put("batch-size", "50");
    assertThat(parse().batch().maxEvents()).isEqualTo(50);

    context.put("batch-size", "60");
    refuses("batchSize has the value '50'; allowed: the same as batch-size (60)");
  }

  @Test
  void theChainKeepsTheOrderOfTheList() {
    context.put("transformers", " zeta, alpha\tm-1 ");
    context.put("transformers.alpha.type", "header-filter");
    context.put("transformers.alpha.onError", "Drop");
    context.put("transformers.alpha.header", " host ");
    context.put("transformers.alpha.deep.key", "x");
    context.put("transformers.zeta.type", " upper ");
    context.put("transformers.m-1.type", "upper");
    context.put("transformers.m-1.onError", "pass");

    assertThat(parse().transformers())
        .containsExactly(
            new TransformerSettings("upper", StageRules.of("zeta", OnError.FAIL), Map.of()),
            new TransformerSettings(
                "header-filter",
                StageRules.of("alpha", OnError.DROP),
                Map.of("header", "host", "deep.key", "x")),
            new TransformerSettings("upper", StageRules.of("m-1", OnError.PASS), Map.of()));
  }

  @Test
  void aStoreIsWantedOnlyWhereATransformerWritesDeadLetters() {
    context.put("transformers", "t1 t2");
    context.put("transformers.t1.type", "json");
    context.put("transformers.t2.type", "mask");
    assertThat(parse().deadLetter()).isNull();

    context.put("transformers.t1.onError", "dead-letter");
    context.put("transformers.t1.errorsBeforeDeadLetter", "3");
    context.put("transformers.t2.errorsBeforeDeadLetter", "its own key");
    assertThat(parse().deadLetter()).isEqualTo(new ExtensionSettings("avro-files", Map.of()));
    assertThat(parse().transformers())
        .containsExactly(
            new TransformerSettings("json", new StageRules("t1", OnError.DEAD_LETTER, 3), Map.of()),
            new TransformerSettings(
                "mask",
                StageRules.of("t2", OnError.FAIL),
                Map.of("errorsBeforeDeadLetter", "its own key")));

    context.put("dead-letter.type", "mine");
    context.put("dead-letter.url", "x");
    assertThat(parse().deadLetter()).isEqualTo(new ExtensionSettings("mine", Map.of("url", "x")));

    context.put("transformers.t1.errorsBeforeDeadLetter", "-1");
    refuses("transformers.t1.errorsBeforeDeadLetter has the value '-1'");
  }

  @Test
  void conditionsAreTheSinksAndAreCheckedWhenTheyAreRead() {
    context.put("transformers", "t1");
    context.put("transformers.t1.type", "json");
    context.put("transformers.t1.when.header.format.equals", "json");
    context.put("transformers.t1.unless.body.regex", "^#");
    context.put("transformers.t1.whenever", "its own");

    TransformerSettings stage = parse().transformers().get(0);

    assertThat(stage.keys()).containsExactly(Map.entry("whenever", "its own"));
    assertThat(parse()).as("what a reload compares").isEqualTo(parse());
    assertThat(stage.toString())
        .isEqualTo(
            "t1(type=json, onError=fail, unless.body.regex=^#, when.header.format.equals=json,"
                + " whenever=its own)");
    context.put("transformers.t1.when.header.format.equals", "xml");
    assertThat(parse().transformers()).doesNotContain(stage);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "when.header.x.equals | ' ' | when.header.x.equals has the value ''; allowed: a value",
        "when.header.x.sounds | a | when.header.x.sounds has the value 'a'; allowed: the key header",
        "when.heder.x.equals | a | when.heder.x.equals has the value 'a'; allowed: the keys header",
        "when.body.regex | ( | when.body.regex has the value '('; allowed: a regular expression",
        "unless.header.x.exists | yes | unless.header.x.exists has the value 'yes'; allowed: true or",
        "unless.match | all | unless.header.NAME.TEST or body.TEST is not set",
        "when | a | when has the value 'a'; allowed: keys below it"
      })
  void aConditionThatCantBeMeantIsRefused(String key, String value, String refusal) {
    context.put("transformers", "t1");
    context.put("transformers.t1.type", "json");
    context.put("transformers.t1." + key, value);

    refuses(refusal);
  }

  @Test
  void aMisspeltTestIsRefusedBesideOneThatIsNot() {
    context.put("transformers", "t1");
    context.put("transformers.t1.type", "json");
    context.put("transformers.t1.when.header.x.exists", "true");
    context.put("transformers.t1.when.headers.y.exists", "true");

    refuses("transformers.t1.when.headers.y.exists has the value 'true'; allowed: the keys header");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a a", "a.b", "-a", "a/b", "admission", "a sequence", "dead-letter"})
  void anAliasThatIsDuplicateOrMalformedOrTakenIsRefused(String list) {
    context.put("transformers", list);

    refuses("Sink 'spark': transformers has the value '" + list + "'; allowed: aliases");
  }

  @Test
  void anAliasWithoutATypeIsRefused() {
    context.put("transformers", "t1");

    refuses("Sink 'spark': transformers.t1.type is not set; allowed: the name of a transformer");
  }

  @Test
  void keysOfAnAliasThatIsNotListedAreRefused() {
    context.put("transformers", "filter");
    context.put("transformers.filter.type", "x");
    context.put("transformers.filtre.header", "host");

    refuses(
        "Sink 'spark': transformers.filtre.header has the value 'host'; allowed: keys below the"
            + " aliases that transformers lists (filter); did you mean 'filter'?");
  }

  @Test
  void keysOfAnAliasAreRefusedWhereThereIsNoList() {
    context.put("transformers.t1.type", "x");

    refuses("transformers.t1.type has the value 'x'; allowed: no key below 'transformers.'");
  }

  @Test
  void anUnknownOnErrorIsRefused() {
    context.put("transformers", "t1");
    context.put("transformers.t1.type", "x");
    context.put("transformers.t1.onError", "ignore");

    refuses(
        "transformers.t1.onError has the value 'ignore'; allowed: fail, drop, pass, mark, dead-letter");
  }

  @Test
  void aKeyThatNobodyReadsIsWarnedOfOnceWithTheNearestOne() {
    context.put("poll-timeout", "5");
    context.put("treads", "5");
    context.put("colour", "blue");
    context.put("admission", "quota");
    context.put("sequence.digits", "4");
    context.put("type", "org.apache.spark.streaming.flume.sink.SparkSink");
    context.put("channel", "c1");

    assertThat(warnings())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).endsWith("key poll-timeout; did you mean 'pollTimeout'?"),
            line -> assertThat(line).endsWith("key treads; did you mean 'threads'?"),
            line -> assertThat(line).endsWith("Sink 'spark': nobody reads the key colour"),
            line -> assertThat(line).contains("key admission"),
            line -> assertThat(line).contains("key sequence.digits"));
  }

  @Test
  void keysOfSelectedExtensionsAreLeftToThem() {
    context.put("transformers", "t1");
    context.put("transformers.t1.type", "x");
    context.put("transformers.t1.whatever", "x");
    context.put("admission.type", "quota");
    context.put("admission.whatever", "x");

    assertThat(warnings()).isEmpty();
  }

  @Test
  void describesEverySettingOnOneLineWithoutSecrets() {
    context.put("transformers", "t1");
    context.put("transformers.t1.type", "encrypt");
    context.put("transformers.t1.keyPassword", "hunter2");
    context.put("transformers.t1.note", "two\nlines");
    context.put("admission.type", "quota");
    context.put("admission.client-secret", "hunter2");
    context.put("max-output-bytes-per-event", "7000000");
    context.put("dataDirectory", "/data");

    SinkSettings settings = parse();

    assertThat(settings.describe())
        .isEqualTo(
            "hostname=0.0.0.0 port=4141 max-frame-bytes=65536 max-connections=1000"
                + " idle-timeout=600s ssl=off ipFilter=off compression-type=none threads=10"
                + " timeout=60s backoffInterval=200ms pollTimeout=10000ms linger=100ms"
                + " batch-size=none dataDirectory=/data extensions.reload=auto"
                + " transformers=[t1(type=encrypt, onError=fail, keyPassword=***, note=two lines)]"
                + " max-outputs-per-event=100000 max-output-bytes-per-event=7000000"
                + " admission=quota(client-secret=***) sequence=default");
    assertThat(settings.toString()).doesNotContain("hunter2");
  }

  @Test
  void anErrorDoesNotShowASecret() {
    ConfigurationException error =
        ConfigErrors.invalid(
            "spark", "admission.password", "hunter2", "8 letters", new RuntimeException("hunter2"));

    assertThat(error)
        .hasMessage(
            "Sink 'spark': admission.password has a value that is not shown here; allowed: 8"
                + " letters")
        .hasNoCause();
  }

  private List<String> warnings() {
    try (LogCapture log = new LogCapture()) {
      parse();
      return log.warnings();
    }
  }

  private SinkSettings parse() {
    return SinkSettings.parse("spark", context);
  }

  private void refuses(String message) {
    assertThatThrownBy(this::parse)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(message);
  }
}
