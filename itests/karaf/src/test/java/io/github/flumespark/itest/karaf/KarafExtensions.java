package io.github.flumespark.itest.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.itest.author.ArchetypeProject;
import io.github.flumespark.itest.client.ClientBatch;
import io.github.flumespark.itest.client.ProtocolClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Extensions that are features, and one that an author has built, in a Karaf that runs. */
interface KarafExtensions {

  Karaf karaf();

  Operator operator();

  ProtocolClient client();

  @Test
  default void theFeaturesOfDeadLettersAndOfFlumesInterceptorsWork() throws Exception {
    karaf()
        .run(
            List.of(
                "feature:install flume-spark-sink-dead-letters flume-spark-sink-flume-interceptors"));
    Path data = karaf().home().resolve("data/sinks");

    ClientBatch batch =
        poll(
            "letters",
            """
            dataDirectory = %s
            transformers = words level
            transformers.words.type = flume-interceptor
            transformers.words.builder = regex_extractor
            transformers.words.regex = ^(\\\\S+) (\\\\S+)
            transformers.words.serializers = s1
            transformers.words.serializers.s1.name = number
            transformers.level.type = extract
            transformers.level.regex = ^\\\\d+ (?<level>ERROR|WARN)
            transformers.level.onMismatch = error
            transformers.level.onError = dead-letter
            """
                .formatted(data),
            2,
            "1 ERROR disk",
            "2 poison",
            "3 WARN net");

    assertThat(batch.bodies()).containsExactly("1 ERROR disk", "3 WARN net");
    assertThat(batch.events())
        .extracting(event -> event.headers().get("number") + event.headers().get("level"))
        .containsExactly("1ERROR", "3WARN");
    Awaitility.await("the letter of the batch that was acknowledged")
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(letters(data.resolve("letters-spark/dead-letter")))
                    .contains("2 poison"));
  }

  @Test
  default void whatAnAuthorBuiltRunsByTheLinesOfItsReadme() throws Exception {
    ArchetypeProject project =
        ArchetypeProject.generate(
            Project.ROOT, Files.createDirectories(karaf().home().resolve("data/author")));
    // Its tests are run with the agent's test.
    project.buildAndCopy("In Karaf", "KARAF_HOME", karaf().home(), "-DskipTests");
    String keys = project.keys("In Karaf").replace("web.sinks.web-spark.", "");

    ClientBatch batch = poll("author", keys, 2, "short", "x".repeat(101), "brief");

    assertThat(batch.bodies()).containsExactly("short", "brief");
    assertThat(batch.events())
        .extracting(event -> event.headers().get("size"))
        .containsExactly("5", "5");
    karaf()
        .log()
        .await(
            "transformer mine: %s, onError=fail, %s "
                .formatted(ArchetypeProject.EXTENSION, ArchetypeProject.CLASS),
            0);
  }

  /** Starts an agent, sends it lines, and takes the events that they become in one batch. */
  private ClientBatch poll(String name, String keys, int events, String... lines)
      throws IOException, InterruptedException {
    int mark = karaf().log().mark();
    operator().put(name, operator().agent(name, "linger = 20000\n" + keys));
    int port = karaf().log().awaitSinkPort(name + "-spark", mark);
    Netcat.send(karaf().log().awaitNetcatPort(mark), lines);
    client().open(name, port);
    ClientBatch batch = client().poll(name, events);
    assertThat(batch.errorMsg()).isEmpty();
    client().ack(name, batch.sequenceNumber());
    return batch;
  }

  private static String letters(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      Path file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
  }
}
