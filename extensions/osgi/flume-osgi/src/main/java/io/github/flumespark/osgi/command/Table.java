package io.github.flumespark.osgi.command;

import java.util.ArrayList;
import java.util.List;

/** A table for a console, as wide as it needs to be. */
final class Table {

  /** More does not help on a console; as JSON nothing is cut. */
  private static final int WIDEST = 200;

  private final List<String> columns;
  private final List<List<String>> rows = new ArrayList<>();
  private final String whenEmpty;

  /**
   * @param whenEmpty what to say instead of rows
   * @param columns their names
   */
  Table(String whenEmpty, List<String> columns) {
    this.whenEmpty = whenEmpty;
    this.columns = List.copyOf(columns);
  }

  /** Adds a row; what there is not is shown as a dash. */
  void add(List<?> cells) {
    rows.add(
        cells.stream()
            .map(cell -> cell == null || cell.toString().isEmpty() ? "-" : cell.toString())
            .map(text -> text.replaceAll("\\s+", " "))
            .map(text -> text.length() > WIDEST ? text.substring(0, WIDEST - 3) + "..." : text)
            .toList());
  }

  void print(StringBuilder out) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = columns.get(i).length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    line(out, columns, widths);
    for (int i = 0; i < widths.length; i++) {
      out.append(i == 0 ? "" : "-+-").append("-".repeat(widths[i]));
    }
    out.append('\n');
    rows.forEach(row -> line(out, row, widths));
    if (rows.isEmpty()) {
      out.append(whenEmpty).append('\n');
    }
  }

  /** Numbers to the right; the last column is not filled up. */
  private void line(StringBuilder out, List<String> cells, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      String gap = " ".repeat(widths[i] - cell.length());
      boolean last = i == widths.length - 1;
      out.append(i == 0 ? "" : " | ");
      out.append(isNumeric(i) ? gap + cell : last ? cell : cell + gap);
    }
    out.append('\n');
  }

  private boolean isNumeric(int column) {
    return rows.stream().anyMatch(row -> row.get(column).matches("-?[0-9]+"))
        && rows.stream().allMatch(row -> row.get(column).matches("-?[0-9]*"));
  }
}
