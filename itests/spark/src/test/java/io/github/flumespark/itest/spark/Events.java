package io.github.flumespark.itest.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flume.Event;
import org.apache.flume.event.EventBuilder;

/** Events of every kind, and what became of them. */
final class Events {

  private Events() {}

  /** Different events: empty, binary, large and plain bodies, headers in any script, or none. */
  static List<Event> sample(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> event(name, i)).toList();
  }

  /** Two samples, or more, as one. */
  @SafeVarargs
  static List<Event> concat(List<Event>... samples) {
    List<Event> all = new ArrayList<>();
    for (List<Event> sample : samples) {
      all.addAll(sample);
    }
    return all;
  }

  private static Event event(String name, int i) {
    String id = name + "-" + i;
    return switch (i % 6) {
      case 0 -> EventBuilder.withBody(new byte[0], Map.of("id", id));
      case 1 -> EventBuilder.withBody(everyByte(256), Map.of("id", id, "", "no name", "empty", ""));
      case 2 -> EventBuilder.withBody(everyByte(5000), Map.of("id", id));
      case 3 ->
          EventBuilder.withBody(
              ("grüße 世界 " + id).getBytes(UTF_8),
              Map.of("id", id, "schlüssel", "значение", "鍵", "🔑 \u0000 \n,\"="));
      case 4 -> EventBuilder.withBody(("no headers: " + id).getBytes(UTF_8), new HashMap<>());
      default -> EventBuilder.withBody(id.getBytes(UTF_8), Map.of("id", id));
    };
  }

  private static byte[] everyByte(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  /** The form in which the job prints an event: body, key, value, key, value..., in Base64. */
  static String line(Event event) {
    StringBuilder line = new StringBuilder(Base64.getEncoder().encodeToString(event.getBody()));
    new TreeMap<>(event.getHeaders())
        .forEach(
            (key, value) -> line.append(',').append(encode(key)).append(',').append(encode(value)));
    return line.toString();
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  static void assertEachArrivedOnce(List<Event> sent, List<String> received) {
    assertEachArrived(sent, received);
    assertThat(received).as("deliveries, redeliveries included").hasSameSizeAs(sent);
  }

  /** Every event came at least once, unchanged, and nothing else came. */
  static void assertEachArrived(List<Event> sent, List<String> received) {
    assertThat(sent).as("a test without events shows nothing").isNotEmpty();
    Map<String, Integer> deliveries = new HashMap<>();
    received.forEach(line -> deliveries.merge(line, 1, Integer::sum));
    List<String> missing = new ArrayList<>();
    for (Event event : sent) {
      if (deliveries.remove(line(event)) == null) {
        missing.add(line(event));
      }
    }
    assertThat(describe(missing)).as("events that never arrived, of %d", sent.size()).isEmpty();
    assertThat(describe(List.copyOf(deliveries.keySet())))
        .as("events that arrived and were never sent, beside %d that were", sent.size())
        .isEmpty();
  }

  /** A few of them, readable: the rest of a thousand would only bury the message. */
  private static List<String> describe(List<String> lines) {
    List<String> some = lines.stream().limit(5).map(Events::describe).collect(Collectors.toList());
    if (lines.size() > some.size()) {
      some.add("... and " + (lines.size() - some.size()) + " more");
    }
    return some;
  }

  private static String describe(String line) {
    List<byte[]> parts =
        Arrays.stream(line.split(",", -1)).map(part -> Base64.getDecoder().decode(part)).toList();
    String headers =
        parts.stream()
            .skip(1)
            .map(part -> new String(part, UTF_8))
            .collect(Collectors.joining("|"));
    return "%d bytes, headers |%s|".formatted(parts.get(0).length, headers);
  }
}
