package io.github.flumespark.itest.chaos;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a history proves.
 *
 * @param put events of which the source said that they are in the channel
 * @param perhapsPut events of which it said nothing
 * @param delivered events in all batches
 * @param distinct different ones
 * @param batches how many came to each end
 * @param duplicates events that came once more, by the end of the batch in which they came before
 * @param announced duplicates of acknowledged batches of which the channel had said, when it
 *     started after a kill, that it would repeat them
 * @param lost events that no batch can have taken out of the channel, and that are not in there
 * @param repeated events that came again after a batch that was acknowledged in time
 * @param strange events that nobody had put
 */
record Verdict(
    int put,
    int perhapsPut,
    long delivered,
    int distinct,
    Map<Fate, Integer> batches,
    Map<Fate, Integer> duplicates,
    int announced,
    List<String> lost,
    List<String> repeated,
    List<String> strange) {

  private static final int SHOWN = 10;

  boolean isGood() {
    return lost.isEmpty() && repeated.isEmpty() && strange.isEmpty();
  }

  @Override
  public String toString() {
    int again = duplicates.values().stream().mapToInt(Integer::intValue).sum();
    return String.format(
            Locale.ROOT,
            "  %,d events surely put, %,d perhaps; %,d delivered, %,d of them different%n"
                + "  batches: %s%n"
                + "  %,d events came again, by what became of the batch before: %s%n"
                + "  of the acked ones, %,d were announced by the channel (see the README)%n",
            put,
            perhapsPut,
            delivered,
            distinct,
            counts(batches),
            again,
            counts(duplicates),
            announced)
        + some("lost", lost)
        + some("came again after a batch that was acked in time, unannounced", repeated)
        + some("were never put", strange);
  }

  private static String counts(Map<Fate, Integer> counts) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(count -> count.getValue() + " " + count.getKey().name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private static String some(String what, List<String> events) {
    String examples =
        events.stream()
            .limit(SHOWN)
            .map(event -> "    " + event + "\n")
            .collect(Collectors.joining());
    return "  " + events.size() + " " + what + "\n" + examples;
  }
}
