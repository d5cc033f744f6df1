package frozen;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfigException;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.MapExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.match.BodyText;
import org.apache.spark.streaming.flume.sink.spi.match.BoundedRegex;
import org.apache.spark.streaming.flume.sink.spi.match.EventCondition;
import org.apache.spark.streaming.flume.sink.spi.match.Glob;
import org.apache.spark.streaming.flume.sink.spi.match.RegexLimitException;
import org.apache.spark.streaming.flume.sink.spi.transform.Emitter;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/** Calls all that the API offers to a transformer. */
public final class FrozenTransformerFactory implements EventTransformerFactory {

  /** A choice. */
  public enum Mode {
    ONE,
    SO_MANY
  }

  @Override
  public String name() {
    return "frozen-transformer";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    StringBuilder read = new StringBuilder();
    read.append(config.getString("text"))
        .append(config.getString("no.text", "-"))
        .append(config.getInt("int", 0))
        .append(config.getInt("int", 0, 1, 9))
        .append(config.getLong("long", 0))
        .append(config.getLong("long", 0, 1, 9))
        .append(config.getBoolean("flag", false))
        .append(config.getChoice("choice", List.of("a", "b")))
        .append(config.getChoice("no.choice", "c", List.of("a", "b")))
        .append(config.getChoice("mode", Mode.class))
        .append(config.getChoice("no.mode", Mode.class, Mode.ONE))
        .append(config.getBytes("size", 0))
        .append(config.getBytes("size", 0, 1, 1 << 20))
        .append(config.getDuration("time", null))
        .append(config.getDuration("time", null, Duration.ZERO, Duration.ofHours(1)))
        .append(config.getList("list"))
        .append(config.keys().size());
    ExtensionConfigException invalid = config.invalid("text", "a text");
    read.append(invalid.key()).append(invalid.value()).append(invalid.allowed());
    MapExtensionConfig own = new MapExtensionConfig(Map.of("header.k.exists", "true"));
    EventCondition condition = EventCondition.read(own, EventCondition.Match.ALL);
    read.append(own.unread()).append(own.asked().size());
    if (!Files.isDirectory(context.dataDirectory())) {
      throw new IllegalStateException("no data directory");
    }
    AtomicInteger ticks = new AtomicInteger();
    context.scheduleWithFixedDelay(
        ticks::incrementAndGet, Duration.ofHours(1), Duration.ofHours(1));
    read.append(context.sinkName()).append(context.alias());
    long zero = context.nanoClock().getAsLong() - context.nanoClock().getAsLong();
    read.append(zero <= 0).append(context.wallClock().getZone());
    return new FrozenTransformer(read.toString(), condition);
  }

  private static final class FrozenTransformer implements EventTransformer {

    private final String read;
    private final EventCondition condition;
    private final BodyText bodyText = new BodyText(StandardCharsets.UTF_8);

    FrozenTransformer(String read, EventCondition condition) {
      this.read = read;
      this.condition = condition;
    }

    @Override
    public void transform(SinkEvent event, Emitter out) throws Exception {
      if (event.headers().containsKey("poison")) {
        throw new IllegalStateException("poison");
      }
      Map<String, String> headers = new LinkedHashMap<>(event.headers());
      headers.put("length", Integer.toString(event.bodyLength()));
      SinkEvent altered =
          event
              .withHeaders(headers)
              .withHeader("read", read)
              .withHeader("met", Boolean.toString(condition.holds(event)))
              .withHeader("matched", matched(event));
      out.emit(altered);
      byte[] upper =
          bodyText.encode(bodyText.decode(event.body()).toUpperCase(java.util.Locale.ROOT), event.body());
      out.emit(altered.withBody(upper));
      out.emit(SinkEvent.sharing(Map.of("n", "3"), ByteBuffer.wrap(upper)));
      out.emit(SinkEvent.of(Map.of("n", "4"), upper).withSharedBody(event.body()));
    }

    private String matched(SinkEvent event) {
      String text = event.bodyAsString(StandardCharsets.UTF_8);
      BoundedRegex regex = new BoundedRegex(Pattern.compile("b(.)d"), BoundedRegex.DEFAULT_MAX_STEPS);
      String gaveUp;
      try {
        new BoundedRegex(Pattern.compile("(a+)+$"), 1000).find("a".repeat(500) + "!");
        gaveUp = "no";
      } catch (RegexLimitException limit) {
        gaveUp = "gave up";
      }
      return regex.find(text)
          + " "
          + regex.matches(text)
          + " "
          + regex.groups()
          + " "
          + regex.search(text, matcher -> matcher.find() ? matcher.group(1) : "")
          + " "
          + Glob.isGlob("b*")
          + " "
          + new Glob("b*").matches(text)
          + " "
          + bodyText.canEncode(text)
          + " "
          + gaveUp;
    }
  }
}
