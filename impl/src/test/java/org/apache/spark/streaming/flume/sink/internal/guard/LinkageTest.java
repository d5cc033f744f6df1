package org.apache.spark.streaming.flume.sink.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkageTest {

  private final ClassLoader loader = getClass().getClassLoader();

  /** As JDK 17 words them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'void org.apache.avro.Schema.gone(int)'",
        "'java.lang.String org.apache.avro.Schema.gone()'",
        "org/apache/avro/Schema",
        "Receiver class org.apache.avro.Schema does not define or inherit an implementation of",
        "class x.Y tried to access private method 'void org.apache.avro.Schema.gone()'"
      })
  void theJarOfTheClassThatWasFoundIsTold(String message) {
    assertThat(Linkage.supplier(new NoSuchMethodError(message), loader))
        .contains(Origin.of(Schema.class));
  }

  @Test
  void whatIsInNoJarIsNotTold() {
    assertThat(Linkage.supplier(new NoSuchMethodError("'void java.lang.String.gone()'"), loader))
        .isEmpty();
    assertThat(Linkage.supplier(new NoSuchMethodError("'void com.acme.No.gone()'"), loader))
        .isEmpty();
    assertThat(Linkage.supplier(new NoSuchFieldError("gone"), loader)).isEmpty();
    assertThat(Linkage.supplier(new NoSuchMethodError(), loader)).isEmpty();
    assertThat(Linkage.supplier(new IllegalStateException("org.apache.avro.Schema"), loader))
        .isEmpty();
  }

  @Test
  void whatWasThrownOverAnEventIsToldWithTheJarToo() {
    NoSuchMethodError error = new NoSuchMethodError("'void org.apache.avro.Schema.gone()'");

    assertThat(Discreet.describe(error, loader))
        .startsWith(Discreet.describe(error))
        .endsWith(" (found: " + Origin.of(Schema.class) + ")");
  }
}
