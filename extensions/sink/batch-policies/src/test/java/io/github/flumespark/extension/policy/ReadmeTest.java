package io.github.flumespark.extension.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.flumespark.contract.FakeExtensionContext;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.streaming.flume.sink.spi.MapExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicyFactory;
import org.junit.jupiter.api.Test;

/** What the README shows works, and its tables name the keys that there are. */
class ReadmeTest {

  private static final String PREFIX = "agent.sinks.spark.admission.";
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```properties\n(.*?)```");
  private static final Pattern KEY = Pattern.compile("(?m)^\\| `(\\w+)` \\|");

  private final List<BatchAdmissionPolicyFactory> factories =
      List.of(
          new BoundedPolicyFactory(),
          new InFlightPolicyFactory(),
          new RateLimitPolicyFactory(),
          new AdaptivePolicyFactory());

  @Test
  void theExamplesWorkAndTheTablesAreComplete() throws IOException {
    Set<String> asked = new HashSet<>();
    Set<String> shown = new HashSet<>();
    String readme = readme();
    for (Properties example : examples(readme)) {
      Map<String, String> keys = new HashMap<>();
      example.stringPropertyNames().stream()
          .filter(key -> key.startsWith(PREFIX))
          .forEach(key -> keys.put(key.substring(PREFIX.length()), example.getProperty(key)));
      String type = keys.remove("type");
      shown.add(type);
      MapExtensionConfig config = new MapExtensionConfig(keys);

      factory(type).create(config, new FakeExtensionContext(Path.of("unused"))).close();

      assertThat(config.unread()).as("keys of %s", type).isEmpty();
      asked.addAll(config.asked());
    }
    Set<String> tables = new HashSet<>();
    KEY.matcher(readme).results().forEach(key -> tables.add(key.group(1)));
    tables.removeAll(shown);

    assertThat(shown).containsExactlyInAnyOrder("bounded", "in-flight", "rate-limit", "adaptive");
    assertThat(tables).containsAll(asked);
    assertThat(asked).containsAll(tables);
  }

  private BatchAdmissionPolicyFactory factory(String name) {
    return factories.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private static List<Properties> examples(String readme) throws IOException {
    List<Properties> examples = new ArrayList<>();
    Matcher matcher = EXAMPLE.matcher(readme);
    while (matcher.find()) {
      Properties properties = new Properties();
      properties.load(new StringReader(matcher.group(1)));
      examples.add(properties);
    }
    return examples;
  }

  private static String readme() throws IOException {
    // Maven runs the tests in the module's directory.
    return Files.readString(Path.of("README.md"), UTF_8);
  }
}
