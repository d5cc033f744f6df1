package frozen;

import java.util.List;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetter;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStore;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStoreFactory;

/** Tells what it was given. */
public final class FrozenStoreFactory implements DeadLetterStoreFactory {

  @Override
  public String name() {
    return "frozen-store";
  }

  @Override
  public DeadLetterStore create(ExtensionConfig config, ExtensionContext context) {
    return new FrozenStore();
  }

  private static final class FrozenStore implements DeadLetterStore {

    @Override
    public void store(List<DeadLetter> letters) {
      for (DeadLetter letter : letters) {
        System.setProperty(
            "frozen.stored",
            letter.event().bodyLength()
                + " "
                + letter.sinkName()
                + " "
                + letter.transformer()
                + " "
                + letter.errorClass()
                + " "
                + letter.errorPlace().startsWith("frozen.")
                + " "
                + letter.time().isAfter(java.time.Instant.EPOCH)
                + " "
                + letter.attempt());
      }
    }

    @Override
    public boolean hasRoom() {
      return true;
    }

    @Override
    public void close() {
      System.setProperty("frozen.closed", "yes");
    }
  }
}
