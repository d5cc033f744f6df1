package io.github.flumespark.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.Emitter;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;

/** A good transformer and a zoo of broken ones, each with its contract. */
final class Transformers {

  private Transformers() {}

  record Factory(Supplier<EventTransformer> maker) implements EventTransformerFactory {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public EventTransformer create(ExtensionConfig config, ExtensionContext context) {
      return maker.get();
    }
  }

  /** The contract of one animal; that it is no provider is not what it is here for. */
  abstract static class Contract extends EventTransformerContract {

    private final Factory factory;

    Contract(Supplier<EventTransformer> maker) {
      factory = new Factory(maker);
    }

    @Override
    protected EventTransformerFactory factory() {
      return factory;
    }

    @Override
    protected List<SinkEvent> events() {
      return List.of(event("one"), event("two"), event(""), event("fail"));
    }

    @Override
    public void theFactoryIsAProvider() {}
  }

  static SinkEvent event(String body) {
    return SinkEvent.of(Map.of("host", "a"), body.getBytes(UTF_8));
  }

  /** Drops empty events, fails on one, and passes others on twice. */
  static class Good extends Contract {
    Good() {
      super(
          () ->
              (event, out) -> {
                String body = event.bodyAsString(UTF_8);
                if (body.equals("fail")) {
                  throw new IllegalArgumentException(body);
                } else if (!body.isEmpty()) {
                  out.emit(event.withHeader("copy", "1"));
                  out.emit(event.withBody(body.toUpperCase(Locale.ROOT).getBytes(UTF_8)));
                }
              });
    }
  }

  static class Counting extends Contract {
    Counting() {
      super(
          () -> {
            AtomicInteger calls = new AtomicInteger();
            return (event, out) -> out.emit(event.withHeader("call", "" + calls.incrementAndGet()));
          });
    }
  }

  static class Remembering extends Contract {
    Remembering() {
      super(
          () ->
              new EventTransformer() {
                private volatile String last = "";

                @Override
                public void transform(SinkEvent event, Emitter out) {
                  out.emit(event.withHeader("last", last));
                  last = event.bodyAsString(UTF_8);
                }
              });
    }
  }

  static class NumberingItsLives extends Contract {
    private static final AtomicInteger LIVES = new AtomicInteger();

    NumberingItsLives() {
      super(
          () -> {
            String life = "" + LIVES.incrementAndGet();
            return (event, out) -> out.emit(event.withHeader("life", life));
          });
    }
  }

  static class SharingAField extends Contract {
    SharingAField() {
      super(
          () ->
              new EventTransformer() {
                private volatile SinkEvent current;

                @Override
                public void transform(SinkEvent event, Emitter out) {
                  current = event;
                  Contracts.letOthersIn();
                  out.emit(current);
                }
              });
    }
  }

  static class ReusingABuffer extends Contract {
    ReusingABuffer() {
      super(
          () -> {
            byte[] buffer = new byte[1];
            return (event, out) -> {
              buffer[0] = (byte) event.bodyAsString(UTF_8).hashCode();
              out.emit(event.withSharedBody(ByteBuffer.wrap(buffer)));
            };
          });
    }
  }

  static class BreakingIn extends Contract {
    BreakingIn() {
      super(
          () ->
              (event, out) -> {
                Field headers = SinkEvent.class.getDeclaredField("headers");
                headers.setAccessible(true);
                headers.set(event, Map.of());
                out.emit(event);
              });
    }
  }

  static class EmittingNull extends Contract {
    EmittingNull() {
      super(() -> (event, out) -> out.emit(event.bodyLength() == 0 ? null : event));
    }
  }

  /** Emits with the emitter of the call before. */
  static class EmittingLate extends Contract {
    EmittingLate() {
      super(
          () ->
              new EventTransformer() {
                private Emitter last;

                @Override
                public synchronized void transform(SinkEvent event, Emitter out) {
                  if (last != null) {
                    last.emit(event);
                  }
                  last = out;
                }
              });
    }
  }

  static class EmittingElsewhere extends Contract {
    EmittingElsewhere() {
      super(
          () ->
              (event, out) -> {
                Thread thread = new Thread(() -> out.emit(event));
                // The emitter of a test of failure throws: that is not what this one is here for.
                thread.setUncaughtExceptionHandler((t, e) -> {});
                thread.start();
                thread.join();
              });
    }
  }

  static class Failing extends Contract {
    Failing() {
      super(
          () ->
              (event, out) -> {
                throw new IllegalStateException("not configured");
              });
    }
  }

  /** Takes no notice of an interrupt. */
  static class Blocking extends Contract {
    Blocking() {
      super(
          () ->
              (event, out) -> {
                CountDownLatch never = new CountDownLatch(1);
                while (never.getCount() > 0) {
                  try {
                    never.await();
                  } catch (InterruptedException ignored) {
                    // Goes on, as code does that some library wrote.
                  }
                }
              });
    }

    @Override
    protected Duration timeLimit() {
      return Duration.ofSeconds(1);
    }
  }

  static class WithoutSamples extends Contract {
    WithoutSamples() {
      super(() -> (event, out) -> out.emit(event));
    }

    @Override
    protected List<SinkEvent> events() {
      return List.of();
    }
  }
}
