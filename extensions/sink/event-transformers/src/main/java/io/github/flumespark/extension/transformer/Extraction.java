package io.github.flumespark.extension.transformer;

import java.nio.ByteBuffer;
import java.util.List;

/** Finds values in bodies. Thread-safe. */
interface Extraction {

  /** The headers that the values are for. */
  List<String> headers();

  /**
   * Their values, in the same order, each null where the body has none; null for all where the body
   * is not of the form that they are looked for in.
   */
  String[] find(ByteBuffer body);

  /** That form, in words that complete "the body is not ...". */
  String form();
}
