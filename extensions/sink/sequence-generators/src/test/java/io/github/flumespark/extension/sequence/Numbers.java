package io.github.flumespark.extension.sequence;

/** The parts of a number of {@code durable-epoch}: {@code ID-EPOCH-COUNTER-SECRET}. */
final class Numbers {

  private Numbers() {}

  static String id(String number) {
    return number.substring(0, number.indexOf('-'));
  }

  static String withoutSecret(String number) {
    return number.substring(0, number.lastIndexOf('-'));
  }

  static long secret(String number) {
    return Long.parseUnsignedLong(number.substring(number.lastIndexOf('-') + 1), 16);
  }
}
