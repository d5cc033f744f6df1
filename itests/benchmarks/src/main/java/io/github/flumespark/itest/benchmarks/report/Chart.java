package io.github.flumespark.itest.benchmarks.report;

import static io.github.flumespark.itest.benchmarks.report.Format.number;

import io.github.flumespark.itest.benchmarks.report.DrainResult.Round;
import io.github.flumespark.itest.benchmarks.report.DrainResult.Rounds;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Bars of all drains, as SVG. Its colours stand out on a light and on a dark background, and it has
 * no background of its own.
 */
final class Chart {

  private static final int WIDTH = 860;
  private static final int LABEL = 210;
  private static final int BAR = 11;
  private static final int GROUP = 3 * BAR + 14;
  private static final int TITLE = 40;
  private static final String TEXT = "#808890";
  private static final String[] NAMES = {"reference (Spark 2.4.8)", "ours", "in-process limit"};
  private static final String[] COLOURS = {"#d9822b", "#2f81f7", "#8b949e"};

  private static final List<Function<Rounds, Round>> SIDES =
      List.of(Rounds::reference, Rounds::ours, Rounds::limit);

  private final StringBuilder out = new StringBuilder();
  private final List<DrainResult> drains;

  private Chart(List<DrainResult> drains) {
    this.drains = drains;
  }

  static String svg(List<DrainResult> drains) {
    return new Chart(drains).draw();
  }

  private String draw() {
    int panel = TITLE + drains.size() * GROUP;
    int height = 30 + 2 * panel;
    out.append(
        number(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                + " height=\"%d\" font-family=\"sans-serif\" font-size=\"12\" fill=\"%s\">%n",
            WIDTH, height, WIDTH, height, TEXT));
    for (int i = 0; i < NAMES.length; i++) {
      rectangle(10 + i * 200, 8, 12, COLOURS[i]);
      text(28 + i * 200, 18, "start", NAMES[i]);
    }
    panel(30, "Million events per second (more is better)", 1e-6, Round::eventsPerSecond);
    panel(30 + panel, "Sink CPU, µs per event (less is better)", 1, Round::cpuMicrosPerEvent);
    return out.append("</svg>\n").toString();
  }

  private void panel(int top, String title, double scale, ToDoubleFunction<Round> value) {
    text(10, top + 26, "start", title);
    double most = 0;
    for (DrainResult drain : drains) {
      for (Function<Rounds, Round> side : SIDES) {
        most = Math.max(most, DrainResult.median(drain.warm(), side, value));
      }
    }
    int y = top + TITLE;
    for (DrainResult drain : drains) {
      text(LABEL - 8, y + 2 * BAR, "end", drain.cell().toString());
      for (int side = 0; side < SIDES.size(); side++) {
        double median = DrainResult.median(drain.warm(), SIDES.get(side), value);
        int length = (int) Math.max(1, median / most * (WIDTH - LABEL - 60));
        rectangle(LABEL, y + side * BAR, length, COLOURS[side]);
        text(LABEL + length + 5, y + side * BAR + 10, "start", number("%.2f", median * scale));
      }
      y += GROUP;
    }
  }

  private void rectangle(int x, int y, int width, String colour) {
    out.append(
        number(
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>%n",
            x, y, width, BAR - 1, colour));
  }

  private void text(int x, int y, String anchor, String text) {
    out.append(
        number("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text));
  }
}
