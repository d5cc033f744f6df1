package io.github.flumespark.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetter;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStore;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStoreFactory;

/** A good store and a zoo of broken ones, each with its contract. All write lines of hex. */
final class Stores {

  private Stores() {}

  record Factory(Function<Path, DeadLetterStore> maker) implements DeadLetterStoreFactory {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public DeadLetterStore create(ExtensionConfig config, ExtensionContext context) {
      return maker.apply(context.dataDirectory().resolve("letters"));
    }
  }

  /** The contract of one animal; that it is no provider is not what it is here for. */
  abstract static class Contract extends DeadLetterStoreContract {

    private final Factory factory;

    Contract(Function<Path, DeadLetterStore> maker) {
      factory = new Factory(maker);
    }

    @Override
    protected DeadLetterStoreFactory factory() {
      return factory;
    }

    @Override
    protected List<SinkEvent> stored(FakeExtensionContext context) throws IOException {
      Path file = context.dataDirectory().resolve("letters");
      List<SinkEvent> events = new ArrayList<>();
      for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
        events.add(event(line));
      }
      return events;
    }

    @Override
    public void theFactoryIsAProvider() {}
  }

  static String line(SinkEvent event) {
    StringBuilder line = new StringBuilder();
    byte[] body = new byte[event.bodyLength()];
    event.body().get(body);
    line.append(HexFormat.of().formatHex(body));
    event
        .headers()
        .forEach(
            (name, value) -> line.append(' ').append(hex(name)).append('=').append(hex(value)));
    return line.append('\n').toString();
  }

  static SinkEvent event(String line) {
    String[] parts = line.split(" ", -1);
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      String[] header = parts[i].split("=", -1);
      headers.put(text(header[0]), text(header[1]));
    }
    return SinkEvent.of(headers, HexFormat.of().parseHex(parts[0]));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(UTF_8));
  }

  private static String text(String hex) {
    return new String(HexFormat.of().parseHex(hex), UTF_8);
  }

  static void append(Path file, String lines) throws IOException {
    Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String lines(List<DeadLetter> letters) {
    StringBuilder lines = new StringBuilder();
    letters.forEach(letter -> lines.append(line(letter.event())));
    return lines.toString();
  }

  static class Good extends Contract {
    Good() {
      super(
          file ->
              new DeadLetterStore() {
                @Override
                public synchronized void store(List<DeadLetter> letters) throws IOException {
                  append(file, lines(letters));
                }
              });
    }
  }

  static class WritingAtTheEnd extends Contract {
    WritingAtTheEnd() {
      super(
          file ->
              new DeadLetterStore() {
                private final Queue<String> kept = new ConcurrentLinkedQueue<>();

                @Override
                public void store(List<DeadLetter> letters) {
                  kept.add(lines(letters));
                }

                @Override
                public void close() {
                  try {
                    append(file, String.join("", kept));
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                }
              });
    }
  }

  static class BeginningAnew extends Contract {
    BeginningAnew() {
      super(
          file -> {
            try {
              Files.deleteIfExists(file);
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
            return letters -> append(file, lines(letters));
          });
    }
  }

  static class TakingBodiesForText extends Contract {
    TakingBodiesForText() {
      super(
          file ->
              letters -> {
                for (DeadLetter letter : letters) {
                  byte[] text = letter.event().bodyAsString(UTF_8).getBytes(UTF_8);
                  append(file, line(letter.event().withBody(text)));
                }
              });
    }
  }

  static class TakingTheFirstLetter extends Contract {
    TakingTheFirstLetter() {
      super(file -> letters -> append(file, line(letters.get(0).event())));
    }
  }

  static class RefusingTheSameTwice extends Contract {
    RefusingTheSameTwice() {
      super(
          file ->
              letters -> {
                for (DeadLetter letter : letters) {
                  if (letter.attempt() > 1) {
                    throw new IOException("is there already");
                  }
                }
                append(file, lines(letters));
              });
    }
  }

  /** Reads all there is and writes it anew with the letter behind it. */
  static class Racing extends Contract {
    Racing() {
      super(
          file ->
              letters -> {
                String before = Files.exists(file) ? Files.readString(file) : "";
                Contracts.letOthersIn();
                Files.writeString(file, before + lines(letters));
              });
    }
  }

  static class Full extends Contract {
    Full() {
      super(
          file ->
              new DeadLetterStore() {
                @Override
                public void store(List<DeadLetter> letters) throws IOException {
                  append(file, lines(letters));
                }

                @Override
                public boolean hasRoom() {
                  return false;
                }
              });
    }
  }
}
