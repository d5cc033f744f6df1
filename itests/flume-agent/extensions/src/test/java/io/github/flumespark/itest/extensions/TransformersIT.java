package io.github.flumespark.itest.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.agent.Agents;
import io.github.flumespark.itest.client.ClientEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each transformer, configured in a properties file; and the chain that their README shows. */
class TransformersIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static RoutedAgent agent;

  @BeforeAll
  static void startAgent() throws Exception {
    Map<String, String> sinks = new LinkedHashMap<>();
    sinks.put(
        "headers",
        """
        transformers = clean
        transformers.clean.type = header-filter
        transformers.clean.keep = level app.*
        transformers.clean.removeRegex = .*token.*
        transformers.clean.rename.app.name = service
        transformers.clean.add.datacentre = ber1
        transformers.clean.hostHeader = host
        transformers.clean.timestampHeader = timestamp
        transformers.clean.timestampFrom = missing at
        """);
    sinks.put(
        "events",
        """
        transformers = quiet
        transformers.quiet.type = event-filter
        transformers.quiet.action = drop
        transformers.quiet.match = any
        transformers.quiet.header.level.equals = DEBUG
        transformers.quiet.body.regex = ^GET /health
        """);
    sinks.put(
        "masked",
        """
        transformers = tokens
        transformers.tokens.type = mask
        transformers.tokens.regex = (s3cr|\\\\bpass=)\\\\S+
        transformers.tokens.replacement = $1***
        """);
    sinks.put(
        "parts",
        """
        transformers = records
        transformers.records.type = split
        transformers.records.delimiter = \\\\x3b
        transformers.records.indexHeader = record
        """);
    sinks.put(
        "meant",
        """
        transformers = records
        transformers.records.type = split
        transformers.records.delimiter = ;
        transformers.records.when.header.level.equals = CSV
        transformers.records.unless.body.glob = \\#*
        """);
    sinks.put(
        "fields",
        """
        transformers = csv tail
        transformers.csv.type = extract
        transformers.csv.column.client = 1
        transformers.tail.type = flume-interceptor
        transformers.tail.builder = regex_extractor
        transformers.tail.regex = ,(.*)
        transformers.tail.serializers = s1
        transformers.tail.serializers.s1.name = rest
        """);
    sinks.put("chain", readmeExample());
    sinks.put(
        "typo",
        """
        transformers = clean
        transformers.clean.type = heder-filter
        """);
    sinks.put(
        "wrong",
        """
        transformers = quiet parts
        transformers.quiet.type = event-filter
        transformers.quiet.action = keep
        transformers.quiet.body.glob = *
        transformers.quiet.mathc = any
        transformers.parts.type = split
        transformers.parts.maxParts = 0
        """);
    agent = RoutedAgent.start(Agents.workDirectory(TransformersIT.class, "agent"), sinks);
  }

  /** The first example of the README, as an operator would copy it; only the port is ours. */
  private static String readmeExample() throws Exception {
    String readme =
        Files.readString(Path.of("../../../extensions/sink/event-transformers/README.md"));
    Matcher example = Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL).matcher(readme);
    assertThat(example.find()).isTrue();
    String prefix = "agent.sinks.spark.";
    StringBuilder keys = new StringBuilder();
    example
        .group(1)
        .lines()
        .filter(line -> line.startsWith(prefix + "transformers"))
        .forEach(line -> keys.append(line.substring(prefix.length())).append('\n'));
    return keys.toString();
  }

  @AfterAll
  static void stopAgent() throws Exception {
    agent.close();
  }

  @Test
  void headerFilterKeepsRenamesAndAddsHeaders() throws Exception {
    agent.send("headers", "one", "two");

    List<ClientEvent> events = Received.afterRedelivery(agent, "headers", 2);

    assertThat(events).extracting(ClientEvent::body).containsExactly("one", "two");
    assertThat(events)
        .allSatisfy(
            event ->
                assertThat(event.headers())
                    .containsEntry("level", "INFO")
                    .containsEntry("service", "shop")
                    .containsEntry("datacentre", "ber1")
                    .containsEntry("timestamp", "1767323045000")
                    .containsOnlyKeys("level", "service", "datacentre", "timestamp", "host"))
        .allSatisfy(event -> assertThat(event.headers().get("host")).isNotBlank());
  }

  @Test
  void aTransformerIsGivenTheEventsThatItIsMeantFor() throws Exception {
    agent.send("meant", "a;b");
    agent.sendAt("CSV", "meant", "c;d", "#e;f");

    List<ClientEvent> events = Received.afterRedelivery(agent, "meant", 4);

    assertThat(events).extracting(ClientEvent::body).containsExactly("a;b", "c", "d", "#e;f");
  }

  @Test
  void extractAndAnInterceptorOfFlumesSetHeaders() throws Exception {
    agent.send("fields", "10.0.0.7,GET /,200", "no columns");

    List<ClientEvent> events = Received.afterRedelivery(agent, "fields", 2);

    assertThat(events.get(0).body()).isEqualTo("10.0.0.7,GET /,200");
    assertThat(events.get(0).headers())
        .containsEntry("client", "10.0.0.7")
        .containsEntry("rest", "GET /,200");
    assertThat(events.get(1).headers())
        .containsEntry("client", "no columns")
        .doesNotContainKey("rest");
  }

  @Test
  void eventFilterDropsWhatMatchesAndTheRestArrives() throws Exception {
    agent.send("events", "first");
    agent.sendAt("DEBUG", "events", "chatter");
    agent.send("events", "GET /health", "last");

    List<ClientEvent> events = Received.afterRedelivery(agent, "events", 2);

    assertThat(events).extracting(ClientEvent::body).containsExactly("first", "last");
  }

  @Test
  void maskReplacesWhatItFindsInHeadersAndBody() throws Exception {
    agent.send("masked", "login user=jo pass=geheim", "nothing to hide");

    List<ClientEvent> events = Received.afterRedelivery(agent, "masked", 2);

    assertThat(events)
        .extracting(ClientEvent::body)
        .containsExactly("login user=jo pass=***", "nothing to hide");
    assertThat(events)
        .allSatisfy(
            event ->
                assertThat(event.headers())
                    .containsEntry("app.token", "s3cr***")
                    .containsEntry("app.name", "shop"));
  }

  @Test
  void splitMakesSeveralEventsOfOneAndNumbersThem() throws Exception {
    agent.send("parts", "a;b;;c", "whole");

    List<ClientEvent> events = Received.afterRedelivery(agent, "parts", 4);

    assertThat(events).extracting(ClientEvent::body).containsExactly("a", "b", "c", "whole");
    assertThat(events)
        .extracting(event -> event.headers().get("record"))
        .containsExactly("0", "1", "2", "0");
    assertThat(events)
        .allSatisfy(event -> assertThat(event.headers()).containsEntry("app.name", "shop"));
  }

  @Test
  void theReadmesChainRunsInItsOrder() throws Exception {
    agent.send("chain", "paid with 1234567890123456");
    agent.sendAt("DEBUG", "chain", "chatter");
    agent.send("chain", "GET /health", "done");

    List<ClientEvent> events = Received.afterRedelivery(agent, "chain", 2);

    assertThat(events)
        .extracting(ClientEvent::body)
        .containsExactly("paid with ************3456", "done");
    assertThat(events)
        .allSatisfy(
            event ->
                assertThat(event.headers())
                    .containsEntry("level", "INFO")
                    .containsEntry("service", "shop")
                    .containsEntry("datacentre", "ber1")
                    .containsOnlyKeys("level", "service", "datacentre", "host"));
    assertThat(agent.logged("Spark sink chain: transformer "))
        .extracting(line -> line.replaceFirst(".* transformer ", ""))
        .satisfiesExactly(
            line -> assertThat(line).matches(stage("lines", "split", "Split")),
            line -> assertThat(line).matches(stage("quiet", "event-filter", "EventFilter")),
            line -> assertThat(line).matches(stage("cards", "mask", "Mask")),
            line -> assertThat(line).matches(stage("clean", "header-filter", "HeaderFilter")));
  }

  @Test
  void whatTheConfigurationGetsWrongIsInTheLogAndHarmsNoOtherSink() throws Exception {
    agent
        .process()
        .log()
        .await(
            "ConfigurationException: Sink 'typo': transformers\\.clean\\.type has the value"
                + " 'heder-filter'; allowed: the name of a transformer; available: .*"
                + "header-filter \\(io\\.github\\.flumespark\\.extension\\.transformer"
                + "\\.HeaderFilterFactory 1\\.0\\.0\\S* from file:\\S+\\.jar\\).*; did you mean"
                + " 'header-filter'\\?",
            0,
            LIMIT);
    agent
        .process()
        .log()
        .await(
            "ConfigurationException: Sink 'wrong': transformers\\.parts\\.maxParts has the value"
                + " '0'; allowed: a whole number from 1 to 1000000",
            0,
            LIMIT);
    assertThat(agent.logged("nobody reads the key transformers.quiet.mathc; did you mean 'match'?"))
        .isNotEmpty();
  }

  @Test
  void theBeanTellsWhatWasLoaded() throws Exception {
    agent.process().awaitSinkPort("masked");
    try (AgentBeans beans = new AgentBeans(agent.process())) {
      assertThat(beans.text("masked", "Extensions"))
          .matches(
              "transformer "
                  + stage("tokens", "mask", "Mask")
                  + "; admission: default \\(built in\\)"
                  + "; sequence: default \\(built in\\)");
    }
  }

  private static String stage(String alias, String type, String className) {
    return alias
        + ": "
        + type
        + ", onError=fail, io\\.github\\.flumespark\\.extension\\.transformer\\."
        + className
        + " 1\\.0\\.0\\S* from file:\\S*/flume-spark-event-transformers/lib/flume-spark-event-transformers-\\S+"
        + "\\.jar";
  }
}
