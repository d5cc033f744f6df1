package io.github.flumespark.itest.karaf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** The tables that {@code flume-spark:status} prints, by the names of their columns. */
final class Table {

  private Table() {}

  /** The only row with these values in these columns, of the tables that have a column. */
  static Map<String, String> row(String printed, String column, Map<String, String> values) {
    List<Map<String, String>> found = new ArrayList<>();
    for (Map<String, String> row : rows(printed)) {
      if (row.containsKey(column) && row.entrySet().containsAll(values.entrySet())) {
        found.add(row);
      }
    }
    if (found.size() != 1) {
      throw new NoSuchElementException(
          "%d rows, not one, with %s in:%n%s".formatted(found.size(), values, printed));
    }
    return found.get(0);
  }

  private static List<Map<String, String>> rows(String printed) {
    List<Map<String, String>> rows = new ArrayList<>();
    List<String> header = List.of();
    String before = "";
    for (String line : printed.lines().toList()) {
      if (line.matches("[-─]+([+┼][-─]+)+")) {
        header = cells(before);
      } else if (cells(line).size() == header.size()) {
        Map<String, String> row = new LinkedHashMap<>();
        List<String> cells = cells(line);
        for (int i = 0; i < cells.size(); i++) {
          row.put(header.get(i), cells.get(i));
        }
        rows.add(row);
      } else if (line.isBlank()) {
        header = List.of();
      }
      before = line;
    }
    return rows;
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.split("[|│]", -1)).map(String::trim).toList();
  }
}
