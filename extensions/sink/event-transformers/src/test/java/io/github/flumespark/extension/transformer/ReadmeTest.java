package io.github.flumespark.extension.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.streaming.flume.sink.spi.MapExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;
import org.junit.jupiter.api.Test;

/** The examples are what people copy. */
class ReadmeTest {

  private static final Path README = Path.of("README.md");
  private static final Pattern EXAMPLE = Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL);
  private static final String PREFIX = "agent.sinks.spark.transformers";

  private final Map<String, EventTransformerFactory> factories = new HashMap<>();

  ReadmeTest() {
    ServiceLoader.load(EventTransformerFactory.class)
        .forEach(factory -> factories.put(factory.name(), factory));
  }

  @Test
  void everyExampleMakesItsTransformersAndEveryKeyIsKnown() throws Exception {
    Matcher examples = EXAMPLE.matcher(Files.readString(README));
    int made = 0;
    while (examples.find()) {
      Properties properties = new Properties();
      properties.load(new StringReader(examples.group(1)));
      for (String alias : properties.getProperty(PREFIX).split(" ", -1)) {
        Map<String, String> keys = below(properties, PREFIX + "." + alias + ".");
        String type = keys.remove("type");
        keys.keySet().removeIf(key -> key.matches("onError|(when|unless)\\..*"));
        MapExtensionConfig config = new MapExtensionConfig(keys);

        assertThat(factories.get(type).create(config, null)).as(alias).isNotNull();
        assertThat(config.unread()).as(alias).isEmpty();
        made++;
      }
    }
    assertThat(made).isEqualTo(11);
  }

  @Test
  void everyKeyIsInTheTables() throws Exception {
    String readme = Files.readString(README);
    Map<String, Map<String, String>> least =
        Map.of(
            "header-filter", Map.of("keep", "x"),
            "event-filter", Map.of("action", "keep", "body.equals", "x"),
            "extract", Map.of("pair.x", "x"),
            "mask", Map.of("regex", "x"),
            "split", Map.of());
    assertThat(factories.keySet()).isEqualTo(least.keySet());
    least.forEach(
        (type, keys) -> {
          MapExtensionConfig config = new MapExtensionConfig(keys);
          factories.get(type).create(config, null);
          int section = readme.indexOf("\n## " + type + "\n");
          String tables = readme.substring(section, readme.indexOf("\n## ", section + 1));
          config.asked().stream()
              .filter(key -> !key.matches("(body|pair)\\..*"))
              .forEach(key -> assertThat(tables).as(type).contains("| `" + key + "` |"));
        });
  }

  private static Map<String, String> below(Properties properties, String prefix) {
    Map<String, String> found = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith(prefix)) {
        found.put(key.substring(prefix.length()), properties.getProperty(key));
      }
    }
    return found;
  }
}
