package org.apache.spark.streaming.flume.sink.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.junit.jupiter.api.Test;

/** A message may quote an event; a class and a place can't. */
class DiscreetTest {

  private final Throwable number = catchThrowable(() -> Integer.parseInt("Marker-4711"));

  @Test
  void classAndPlaceOutsideOfJavaAreToldAndNoMessage() {
    assertThat(Discreet.describe(number))
        .startsWith("java.lang.NumberFormatException at " + DiscreetTest.class.getName() + ".")
        .doesNotContain("Marker");
  }

  @Test
  void whatTheApiSaysOfAMistakeIsToldAndTheMistakesPlace() {
    Map<String, String> headers = new HashMap<>();
    headers.put("user", null);
    Throwable mistake = catchThrowable(() -> SinkEvent.of(headers, new byte[0]));

    assertThat(Discreet.describe(mistake))
        .startsWith(
            "java.lang.NullPointerException: the header 'user' has a null value at "
                + DiscreetTest.class.getName()
                + ".");
  }

  @Test
  void causesAreToldInTheSameWay() {
    Throwable outer = new IllegalStateException("Marker-outer", number);

    assertThat(Discreet.describe(outer))
        .contains("java.lang.IllegalStateException at ")
        .contains(", caused by java.lang.NumberFormatException at ")
        .doesNotContain("Marker");
  }

  @Test
  void aLoggerGetsTheWholeTraceWithoutMessages() {
    Throwable outer = new IllegalStateException("Marker-outer", number);
    outer.addSuppressed(new IllegalStateException("Marker-suppressed"));
    StringWriter text = new StringWriter();

    Discreet.trace(outer).printStackTrace(new PrintWriter(text));

    assertThat(text.toString())
        .startsWith("java.lang.IllegalStateException (its message is not shown)")
        .contains("Caused by: java.lang.NumberFormatException (its message is not shown)")
        .contains("at java.base/java.lang.Integer.parseInt")
        .doesNotContain("Marker");
  }

  @Test
  void aThrowableThatThrowsItselfIsBorne() {
    Throwable hostile =
        new RuntimeException() {
          private static final long serialVersionUID = 1L;

          @Override
          public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("Marker");
          }

          @Override
          public synchronized Throwable getCause() {
            throw new IllegalStateException("Marker");
          }
        };

    assertThat(Discreet.describe(hostile)).isEqualTo(hostile.getClass().getName());
    assertThat(Discreet.trace(hostile)).hasNoCause();
    assertThat(Discreet.trace(null)).isNull();
  }
}
