package example;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/** Makes {@code lookup}: adds to a header what a file, read anew each minute, says of its value. */
public final class LookupFactory implements EventTransformerFactory {

  @Override
  public String name() {
    return "lookup";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    Path file = Path.of(config.getString("file"));
    String header = config.getString("header");
    Duration each = config.getDuration("refresh", Duration.ofMinutes(1));
    // A file that can't be read keeps the sink from starting; later, it leaves what was read.
    AtomicReference<Properties> table = new AtomicReference<>(read(file));
    context.scheduleWithFixedDelay(() -> table.set(read(file)), each, each);
    return (event, out) -> {
      String value = event.headers().getOrDefault(header, "");
      String found = table.get().getProperty(value);
      out.emit(found == null ? event : event.withHeader(header + ".found", found));
    };
  }

  private static Properties read(Path file) {
    Properties table = new Properties();
    try (Reader text = Files.newBufferedReader(file)) {
      table.load(text);
      return table;
    } catch (IOException e) {
      throw new UncheckedIOException("The table can't be read", e);
    }
  }
}
