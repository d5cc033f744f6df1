package ext;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.Emitter;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/** The next version of it: puts its suffix in front, and notes when it is made and closed, and under which loader. */
public final class SuffixFactory implements EventTransformerFactory {

  public SuffixFactory() {
    note("found");
  }

  private static void note(String word) {
    boolean own =
        Thread.currentThread().getContextClassLoader() == SuffixFactory.class.getClassLoader();
    String old = System.getProperty("ext.journal", "");
    System.setProperty(
        "ext.journal", (old + " " + word + (own ? "" : " (wrong loader)")).strip());
  }

  @Override
  public String name() {
    note("named");
    return "suffix";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    String suffix = config.getString("suffix");
    int times = config.getInt("times", 1);
    if (times < 1) {
      throw config.invalid("times", "a number above 0");
    }
    config.getString("password", null);
    note("+" + context.alias());
    return new EventTransformer() {
      @Override
      public void transform(SinkEvent event, Emitter out) {
        String body = suffix.repeat(times) + event.bodyAsString(UTF_8);
        out.emit(event.withBody(body.getBytes(UTF_8)));
      }

      @Override
      public void close() {
        note("-" + context.alias());
        Thread.currentThread().interrupt();
        if (suffix.equals("!")) {
          throw new NoClassDefFoundError("closing");
        }
      }
    };
  }
}
