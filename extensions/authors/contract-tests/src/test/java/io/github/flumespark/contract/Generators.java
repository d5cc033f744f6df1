package io.github.flumespark.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGeneratorFactory;

/** Good generators and a zoo of broken ones, each with its contract. */
final class Generators {

  private Generators() {}

  /** The contract of one animal, and its factory: another process makes it by its constructor. */
  abstract static class Contract extends SequenceGeneratorContract
      implements SequenceGeneratorFactory {

    @Override
    protected SequenceGeneratorFactory factory() {
      return this;
    }

    @Override
    public String name() {
      return "broken";
    }

    @Override
    public SequenceGenerator create(ExtensionConfig config, ExtensionContext context) {
      return make(context);
    }

    abstract SequenceGenerator make(ExtensionContext context);

    /** That it is no provider is not what it is here for. */
    @Override
    public void theFactoryIsAProvider() {}
  }

  private static SequenceGenerator counting(String prefix) {
    AtomicLong counter = new AtomicLong();
    return () -> prefix + counter.incrementAndGet();
  }

  /** As good ones do: the counter keeps numbers apart, the secret keeps them from being guessed. */
  private static SequenceGenerator secret(String prefix) {
    SequenceGenerator counting = counting(prefix);
    SecureRandom random = new SecureRandom();
    return () -> counting.next() + "-" + HexFormat.of().toHexDigits(random.nextLong());
  }

  public static class Random extends Contract {
    @Override
    SequenceGenerator make(ExtensionContext context) {
      return secret(UUID.randomUUID() + "-");
    }
  }

  /** Unique, and whoever has one number has all. */
  public static class Guessable extends Contract {
    @Override
    SequenceGenerator make(ExtensionContext context) {
      return counting(UUID.randomUUID() + "-");
    }
  }

  /** Keeps a lock until it is closed or its process dies, as a generator with a file may. */
  public static class Locking extends Contract {
    @Override
    SequenceGenerator make(ExtensionContext context) {
      SequenceGenerator numbers = secret(UUID.randomUUID() + "-");
      try {
        FileChannel file =
            FileChannel.open(
                context.dataDirectory().resolve("lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        file.lock();
        return new SequenceGenerator() {
          @Override
          public String next() {
            return numbers.next();
          }

          @Override
          public void close() {
            try {
              file.close();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public static class Counting extends Contract {
    @Override
    SequenceGenerator make(ExtensionContext context) {
      return counting("");
    }
  }

  /** Goes on where it ended, if it did end. */
  public static class WritingAtClose extends Contract {
    @Override
    SequenceGenerator make(ExtensionContext context) {
      Path file = context.dataDirectory().resolve("last");
      try {
        AtomicLong counter =
            new AtomicLong(Files.exists(file) ? Long.parseLong(Files.readString(file)) : 0);
        return new SequenceGenerator() {
          @Override
          public String next() {
            return Long.toString(counter.incrementAndGet());
          }

          @Override
          public void close() {
            try {
              Files.writeString(file, counter.toString());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public static class NamedByTheClock extends Contract {
    @Override
    SequenceGenerator make(ExtensionContext context) {
      return counting(context.nanoClock().getAsLong() + "-");
    }
  }

  public static class Racing extends Contract {
    @Override
    SequenceGenerator make(ExtensionContext context) {
      String prefix = UUID.randomUUID() + "-";
      return new SequenceGenerator() {
        private volatile long last;

        @Override
        public String next() {
          long number = last + 1;
          Contracts.letOthersIn();
          last = number;
          return prefix + number;
        }
      };
    }
  }

  public static class WithSpaces extends Contract {
    @Override
    SequenceGenerator make(ExtensionContext context) {
      return secret(UUID.randomUUID() + " ");
    }
  }

  public static class TooLong extends Contract {
    @Override
    SequenceGenerator make(ExtensionContext context) {
      return secret(UUID.randomUUID() + "x".repeat(100));
    }
  }
}
