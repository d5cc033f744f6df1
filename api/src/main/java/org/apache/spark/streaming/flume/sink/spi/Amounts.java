package org.apache.spark.streaming.flume.sink.spi;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whole numbers with a unit, as configurations have them: sizes and lengths of time. */
final class Amounts {

  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,19})\\s*([A-Za-z]*)");

  /** The largest first. */
  private static final Map<String, Long> BYTE_UNITS = new LinkedHashMap<>();

  private static final Map<String, ChronoUnit> TIME_UNITS = new LinkedHashMap<>();

  static {
    BYTE_UNITS.put("GiB", 1L << 30);
    BYTE_UNITS.put("MiB", 1L << 20);
    BYTE_UNITS.put("KiB", 1L << 10);
    BYTE_UNITS.put("B", 1L);
    BYTE_UNITS.put("", 1L);
    TIME_UNITS.put("h", ChronoUnit.HOURS);
    TIME_UNITS.put("min", ChronoUnit.MINUTES);
    TIME_UNITS.put("s", ChronoUnit.SECONDS);
    TIME_UNITS.put("ms", ChronoUnit.MILLIS);
    TIME_UNITS.put("us", ChronoUnit.MICROS);
    TIME_UNITS.put("ns", ChronoUnit.NANOS);
  }

  private Amounts() {}

  /**
   * Bytes.
   *
   * @throws IllegalArgumentException for what is no size
   * @throws ArithmeticException for one that a long can't hold
   */
  static long bytes(String text) {
    Matcher amount = amount(text);
    return Math.multiplyExact(number(amount), unit(amount, BYTE_UNITS));
  }

  /**
   * A length of time.
   *
   * @throws IllegalArgumentException for what is none
   * @throws ArithmeticException for one that a Duration can't hold
   */
  static Duration duration(String text) {
    Matcher amount = amount(text);
    return Duration.of(number(amount), unit(amount, TIME_UNITS));
  }

  /** With the largest unit that leaves a whole number. */
  static String text(long bytes) {
    for (Map.Entry<String, Long> unit : BYTE_UNITS.entrySet()) {
      if (bytes != 0 && bytes % unit.getValue() == 0) {
        return bytes / unit.getValue() + " " + unit.getKey();
      }
    }
    return bytes + " B";
  }

  /** With the largest unit that leaves a whole number. */
  static String text(Duration time) {
    for (Map.Entry<String, ChronoUnit> unit : TIME_UNITS.entrySet()) {
      Duration one = unit.getValue().getDuration();
      long count = time.dividedBy(one);
      if (count != 0 && one.multipliedBy(count).equals(time)) {
        return count + " " + unit.getKey();
      }
    }
    return time.isZero() ? "0 s" : time.toString();
  }

  private static Matcher amount(String text) {
    Matcher matcher = AMOUNT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    return matcher;
  }

  private static long number(Matcher amount) {
    return Long.parseLong(amount.group(1));
  }

  private static <U> U unit(Matcher amount, Map<String, U> units) {
    U unit = units.get(amount.group(2));
    if (unit == null) {
      throw new IllegalArgumentException(amount.group(2));
    }
    return unit;
  }
}
