package io.github.flumespark.contract;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.Emitter;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/** Transformers that do their work well, and begin or end badly. */
final class Lives {

  private Lives() {}

  abstract static class Contract extends EventTransformerContract
      implements EventTransformerFactory {

    @Override
    protected EventTransformerFactory factory() {
      return this;
    }

    @Override
    protected Map<String, String> config() {
      return Map.of("limit", "7");
    }

    @Override
    protected Map<String, String> badValues() {
      return Map.of("limit", "many");
    }

    @Override
    protected List<SinkEvent> events() {
      return List.of(Transformers.event("one"));
    }

    @Override
    public String name() {
      return "broken";
    }

    @Override
    public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
      config.getInt("limit", 1);
      return new Passing();
    }

    /** That it is no provider is not what it is here for. */
    @Override
    public void theFactoryIsAProvider() {}
  }

  static class Passing implements EventTransformer {
    @Override
    public void transform(SinkEvent event, Emitter out) {
      out.emit(event);
    }
  }

  static class BadName extends Contract {
    @Override
    public String name() {
      return "Bad Name";
    }
  }

  static class ReservedName extends Contract {
    @Override
    public String name() {
      return "default";
    }
  }

  static class ChangingName extends Contract {
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public String name() {
      return "name-" + calls.incrementAndGet();
    }
  }

  static class OnlyObject extends Contract {
    private static final EventTransformer ONLY = new Passing();

    @Override
    public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
      config.getInt("limit", 1);
      return ONLY;
    }
  }

  static class ReturningNull extends Contract {
    @Override
    public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
      return null;
    }
  }

  static class ReadingAllKeys extends Contract {
    @Override
    public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
      config.keys().forEach(config::getString);
      return super.create(config, context);
    }
  }

  static class ReadingLate extends Contract {
    @Override
    public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
      return (event, out) -> {
        if (config.getInt("limit", 1) > 0) {
          out.emit(event);
        }
      };
    }
  }

  static class NotNamingTheKey extends Contract {
    @Override
    public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
      if (Integer.parseInt(config.getString("limit")) < 1) {
        throw config.invalid("limit", "at least 1");
      }
      return new Passing();
    }
  }

  static class ClosingWhatWasNeverMade extends Contract {
    @Override
    public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
      config.getInt("limit", 1);
      return new Passing() {
        private final AtomicBoolean used = new AtomicBoolean();

        @Override
        public void transform(SinkEvent event, Emitter out) {
          used.set(true);
          super.transform(event, out);
        }

        @Override
        public void close() {
          if (!used.get()) {
            throw new IllegalStateException("never used");
          }
        }
      };
    }
  }

  static class FailingForGood extends Contract {
    @Override
    public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
      config.getInt("limit", 1);
      return new Passing() {
        private final AtomicInteger unfinished = new AtomicInteger();

        @Override
        public void transform(SinkEvent event, Emitter out) {
          unfinished.incrementAndGet();
          super.transform(event, out);
          unfinished.decrementAndGet();
        }

        @Override
        public void close() {
          if (unfinished.get() > 0) {
            throw new IllegalStateException("a call is not finished");
          }
        }
      };
    }
  }

  static class MadeOnce extends Contract {
    private final AtomicBoolean made = new AtomicBoolean();

    @Override
    public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
      if (!made.compareAndSet(false, true)) {
        throw new IllegalStateException("there is one already");
      }
      return super.create(config, context);
    }
  }

  static class LeavingAThread extends Contract {
    @Override
    public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
      CountDownLatch never = new CountDownLatch(1);
      Thread thread =
          new Thread(
              () -> {
                try {
                  never.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      thread.setDaemon(true);
      thread.start();
      return super.create(config, context);
    }
  }
}
