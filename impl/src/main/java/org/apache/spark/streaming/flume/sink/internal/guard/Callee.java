package org.apache.spark.streaming.flume.sink.internal.guard;

/**
 * A method of an extension, as messages name it. Made once for each, not for each call.
 *
 * @param what kind and place, such as {@code transformer t1}
 * @param className the extension's class, or its factory's
 * @param method what is called, such as {@code transform()} or {@code the constructor}
 */
public record Callee(String what, String className, String method) {

  /**
   * A method of an object.
   *
   * @param what kind and place
   * @param extension the extension, or its factory
   * @param method what is called, such as {@code transform()}
   * @return how messages name it
   */
  public static Callee of(String what, Object extension, String method) {
    return new Callee(what, ForeignCode.nameOf(extension.getClass()), method);
  }

  /** As the subject of a sentence. */
  @Override
  public String toString() {
    return "%s of the %s (%s)".formatted(method, what, className);
  }
}
