package org.apache.spark.streaming.flume.sink.spi.match;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Something that is true of an event or not. Thread-safe.
 *
 * @param header the header whose value is looked at; null for the body
 * @param test what is asked of the value
 * @param negated whether the answer is turned round; so it is true where there is no such header
 */
record Condition(@Nullable String header, Predicate<String> test, boolean negated) {

  boolean isAboutBody() {
    return header == null;
  }

  boolean holds(Subject subject) {
    String value = header == null ? subject.body() : subject.header(header);
    return (value != null && test.test(value)) != negated;
  }
}
