package io.github.flumespark.client;

/** Is shown headers as they came: UTF-8, for those who need no strings. */
@FunctionalInterface
public interface EncodedHeaderReader {

  /**
   * Is shown a header.
   *
   * @param bytes the event's own, not a copy: not to be written to
   * @param name where in them the name begins
   * @param nameLength in bytes
   * @param value where the value begins
   * @param valueLength in bytes
   */
  void header(byte[] bytes, int name, int nameLength, int value, int valueLength);
}
