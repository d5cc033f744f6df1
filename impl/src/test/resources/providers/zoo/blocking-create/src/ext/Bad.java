package ext;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.Emitter;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/** Comes back from create only when somebody counts the latch down, interrupts or not. */
public final class Bad implements EventTransformerFactory {

  @Override
  public String name() {
    return "bad";
  }

  @Override
  public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
    note("creating " + context.alias());
    CountDownLatch latch = (CountDownLatch) System.getProperties().get("ext.latch");
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException goesOn) {
        note("interrupted " + context.alias());
      }
    }
    note("created " + context.alias());
    return new EventTransformer() {
      @Override
      public void transform(SinkEvent event, Emitter out) {
        out.emit(event);
      }

      @Override
      public void close() {
        note("closed " + context.alias());
      }
    };
  }

  @SuppressWarnings("unchecked")
  private static void note(String word) {
    ((List<String>) System.getProperties().get("ext.notes")).add(word);
  }
}
