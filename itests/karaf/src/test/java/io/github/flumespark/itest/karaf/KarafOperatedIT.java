package io.github.flumespark.itest.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.flumespark.itest.client.ClientException;
import io.github.flumespark.itest.client.ProtocolClient;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What goes wrong in an operator's day, and the ways to write an agent's file, in one Karaf. Each
 * test has agents of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KarafOperatedIT implements KarafExtensions {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String PASSWORD = "s3cret-{x}";

  private Karaf karaf;
  private Operator operator;
  private ProtocolClient client;

  @BeforeAll
  void start() throws Exception {
    karaf = Karaf.create("operated", "felix");
    karaf.setEnvironment("ITEST_PASSWORD", PASSWORD);
    Karaf.set(karaf.home().resolve("etc/users.properties"), "eve", "eve,ssh,viewer");
    operator = new Operator(karaf);
    operator.start();
    operator.install();
    client =
        ProtocolClient.start(
            "client of an operated Karaf",
            Project.clientLib(),
            Project.clientClasses(),
            karaf.home().resolve("polling-client.log"));
  }

  @AfterAll
  void end() {
    if (client != null) {
      client.close();
    }
    if (karaf != null) {
      karaf.close();
    }
  }

  @Override
  public Karaf karaf() {
    return karaf;
  }

  @Override
  public Operator operator() {
    return operator;
  }

  @Override
  public ProtocolClient client() {
    return client;
  }

  @Test
  void aPortThatIsTakenIsToldInTheRowOfTheSinkAndNotAgainAndAgainInTheLog() throws Exception {
    int taken = karaf.ports().get(0);
    int mark = karaf.log().mark();
    operator.put("busy", operator.agent("busy").replace("spark.port = 0", "spark.port = " + taken));
    karaf.log().await("sink 'busy-spark': it can't start", mark);
    await("the reason in the row")
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(operator.sinkRow("busy", "busy-spark"))
                    .containsEntry("State", "not started")
                    .hasEntrySatisfying(
                        "Problem", why -> assertThat(why).contains("Address already in use")));

    // Three attempts at least, of which Flume on its own would log each with its stack.
    int before = karaf.log().lines("");
    Thread.sleep(Duration.ofSeconds(10).toMillis());
    assertThat(karaf.log().lines("") - before).as("lines in 10 seconds").isLessThan(20);
    assertThat(karaf.log().lines("sink 'busy-spark': it can't start")).isEqualTo(1);

    mark = karaf.log().mark();
    operator.put("busy", operator.agent("busy"));
    karaf.log().awaitSinkPort("busy-spark", mark);
  }

  @Test
  void anAgentAndASinkAreRestartedWithoutAnEdit() throws Exception {
    start("again", operator.agent("again"));

    int mark = karaf.log().mark();
    assertThat(karaf.run(List.of("flume-spark:restart again again-spark")))
        .contains("Flume agent again, sink 'again-spark' has been restarted");
    karaf.log().awaitSinkPort("again-spark", mark);
    mark = karaf.log().mark();
    assertThat(karaf.run(List.of("flume-spark:restart again")))
        .contains("Flume agent again has been restarted");
    karaf.log().awaitSinkPort("again-spark", mark);
    assertThat(karaf.print(List.of("flume-spark:restart nobody")))
        .contains("There is no Flume agent 'nobody'");
  }

  @Test
  void whoMayOnlyLookCanNotRestart() throws Exception {
    assertThat(karaf.print(List.of("flume-spark:agents --json"), "eve")).contains("\"state\"");
    assertThat(karaf.print(List.of("flume-spark:restart again"), "eve"))
        .contains("Command not found");
  }

  @Test
  void aFileThatIsCalledAlmostRightIsSeenWithItsRightName() throws Exception {
    operator.putFile("io.github.flumespark.agent~almost.cfg", operator.agent("almost"));

    await("the stray")
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(operator.agentRow(Operator.pid("almost")))
                    .containsEntry("State", "waiting")
                    .hasEntrySatisfying(
                        "Problem",
                        why -> assertThat(why).contains("io.github.flumespark.agent-almost.cfg")));
    operator.delete("io.github.flumespark.agent~almost.cfg");
    await("its end")
        .atMost(LIMIT)
        .until(() -> !karaf.run(List.of("flume-spark:agents")).contains("~almost"));
  }

  @Test
  void typedArraysOfAccessRulesStayRules() throws Exception {
    int open = start("typed", null, "agent-typed.config", typed("typed", "allow:ip:127.*"));
    int shut = start("json", null, "agent~json.cfg.json", json("json", "deny:ip:127.*"));

    client.open("let in", open);
    client.close("let in");
    Assertions.assertThatThrownBy(
            () -> {
              client.open("shut out", shut);
              client.poll("shut out", 1);
            })
        .isInstanceOf(ClientException.class);
  }

  @Test
  void quotesThatAreNotThoseOfATypeAreToldOf() throws Exception {
    operator.putFile(
        "io.github.flumespark.agent-quoted.config",
        typed("quoted", "allow:ip:*") + "quoted.sources.netcat.x = (\"a\",\"b\")\n");

    karaf.log().await("quoted\\.\\w+ is \"[^\"]+\", with its quotes; allowed: no quotes", 0);
  }

  @Test
  void valuesArriveAsTheReadmeOfTheFeaturesSays() throws Exception {
    List<Readme.Value> values = Readme.values();
    StringBuilder cfg = new StringBuilder();
    StringBuilder properties = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      cfg.append("v%d = %s%n".formatted(i, values.get(i).cfg()));
      properties.append("v%d = %s%n".formatted(i, values.get(i).properties()));
    }
    int mark = karaf.log().mark();
    operator.putFile("itest.values.cfg", cfg.toString());
    // Whoever asks for it before makes an empty one, which Karaf writes over the file.
    karaf.log().await("Creating configuration \\{itest.values\\} from", mark);
    Properties flume = new Properties();
    flume.load(new StringReader(properties.toString()));

    assertThat(values).hasSizeGreaterThan(4);
    for (int i = 0; i < values.size(); i++) {
      String key = "v" + i;
      String wanted = values.get(i).wanted();
      await(wanted)
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(
                          karaf
                              .print(List.of("config:property-get --pid itest.values " + key))
                              .lines())
                      .contains(wanted));
      assertThat(flume.getProperty(key)).isEqualTo(wanted);
    }
  }

  @Test
  void aPasswordComesFromAConfigurationFilter() throws Exception {
    Path store = Keys.make(karaf.home().resolve("sink.p12"), PASSWORD);
    String secured =
        operator.agent("secret")
            + """
            secret.configfilters = env
            secret.configfilters.env.type = env
            secret.sinks.secret-spark.ssl = true
            secret.sinks.secret-spark.keystore = %s
            secret.sinks.secret-spark.keystore-type = PKCS12
            """
                .formatted(store);
    String key = "secret.sinks.secret-spark.keystore-password = ";

    int mark = karaf.log().mark();
    operator.put("secret", secured + key + "${env['ITEST_PASSWORD']}\n");
    karaf.log().await("keystore-password has no value and so counts for nothing", mark);
    mark = karaf.log().mark();
    operator.put("secret", secured + key + "$\\\\{env['ITEST_NOTHING']\\\\}\n");
    karaf.log().await("'env' has no value for 'ITEST_NOTHING'", mark);
    start("secret", secured + key + "$\\\\{env['ITEST_PASSWORD']\\\\}\n");

    assertThat(karaf.run(List.of("config:list '(service.pid=" + Operator.pid("secret") + ")'")))
        .doesNotContain(PASSWORD);
    assertThat(karaf.log().contains(PASSWORD)).as("in the log").isFalse();
  }

  @Test
  void eventsThatAMemoryChannelTakesWithItAreCounted() throws Exception {
    int mark = karaf.log().mark();
    start("lossy", operator.agent("lossy"));
    Netcat.send(karaf.log().awaitNetcatPort(mark), "1 ERROR", "2 ERROR");

    mark = karaf.log().mark();
    operator.delete(operator.fileName("lossy"));

    karaf.log().await("Flume agent lossy: 2 events in channel 'memory' are thrown away", mark);
  }

  @Test
  void aPlainJarInDeployIsSeenWithWhatItLacks() throws Exception {
    Path plain = Jars.withoutManifest(Project.sequenceGenerators(), karaf.home().resolve("x.jar"));
    Files.move(plain, karaf.home().resolve("deploy/plain-extension.jar"));

    await("the hint")
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(Table.row(operator.status(), "Id", Map.of("Kind", "sequence")))
                    .hasEntrySatisfying(
                        "Problem", why -> assertThat(why).contains("@ServiceProvider")));
    Files.delete(karaf.home().resolve("deploy/plain-extension.jar"));
  }

  private int start(String name, String text) throws IOException {
    return start(name, text, null, null);
  }

  /** Writes an agent's file; the port of its sink. */
  private int start(String name, String text, String fileName, String typed) throws IOException {
    int mark = karaf.log().mark();
    if (fileName == null) {
      operator.put(name, text);
    } else {
      operator.putFile("io.github.flumespark." + fileName, typed);
    }
    return karaf.log().awaitSinkPort(name + "-spark", mark);
  }

  /** The agent with each value in quotes, and with rules in an array. */
  private String typed(String name, String rule) {
    return operator.agent(name).replaceAll("(?m)^(\\S+) = (.*)$", "$1 = \"$2\"")
        + "%1$s.sinks.%1$s-spark.ipFilter = B\"true\"\n".formatted(name)
        + "%1$s.sinks.%1$s-spark.ipFilterRules = [\"%2$s\", \"deny:ip:*\"]\n".formatted(name, rule);
  }

  private String json(String name, String rule) {
    return "{"
        + operator.agent(name).strip().replaceAll("(?m)^(\\S+) = (.*)$", "\"$1\": \"$2\",")
        + "\"%1$s.sinks.%1$s-spark.ipFilter\": true,".formatted(name)
        + "\"%1$s.sinks.%1$s-spark.threads\": 3,".formatted(name)
        + "\"%1$s.sinks.%1$s-spark.ipFilterRules\": [\"%2$s\", \"allow:ip:*\"]}"
            .formatted(name, rule);
  }
}
