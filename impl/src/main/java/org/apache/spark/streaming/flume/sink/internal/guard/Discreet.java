package org.apache.spark.streaming.flume.sink.internal.guard;

import org.apache.flume.conf.LogPrivacyUtil;

/**
 * What may be told of an exception that foreign code threw over an event. Its message may quote the
 * event ({@code For input string: "4711"}), and logs are read by more people than events are: so it
 * is left out, and the class and the place tell what is wrong. Where Flume was told to log raw data
 * ({@code -Dorg.apache.flume.log.rawdata=true}), the message is shown as well.
 */
public final class Discreet {

  private static final int MAX_CAUSES = 8;

  private static final String API = "org.apache.spark.streaming.flume.sink.spi.";

  /** An exception of this sink that surfaces in foreign code; its message quotes nothing. */
  public interface Harmless {}

  private Discreet() {}

  /**
   * A throwable in words.
   *
   * @param thrown what was thrown
   * @return its class and where it was thrown, and the same of its causes
   */
  public static String describe(Throwable thrown) {
    return describe(thrown, null);
  }

  /**
   * A throwable in words. Where classes don't fit together, it tells which jar supplied the one
   * that was found.
   *
   * @param thrown what was thrown
   * @param loader the extension's class loader; null if it is not known
   * @return its class and where it was thrown, and the same of its causes
   */
  public static String describe(Throwable thrown, ClassLoader loader) {
    String words =
        LogPrivacyUtil.allowLogRawData() ? ForeignCode.describe(thrown) : withoutMessages(thrown);
    return loader == null
        ? words
        : words
            + Linkage.supplier(thrown, loader).map(found -> " (found: " + found + ")").orElse("");
  }

  /**
   * Where a throwable was thrown.
   *
   * @param thrown what was thrown
   * @return the first place that is neither inside Java nor inside the API, as a stack trace has
   *     it; empty if it is not known
   */
  public static String placeOf(Throwable thrown) {
    String place = place(thrown);
    return place == null ? "" : place;
  }

  private static String withoutMessages(Throwable thrown) {
    StringBuilder words = new StringBuilder();
    Throwable next = thrown;
    for (int i = 0; next != null && i < MAX_CAUSES; i++) {
      words.append(i == 0 ? "" : ", caused by ").append(name(next));
      String place = place(next);
      if (place != null) {
        words.append(" at ").append(place);
      }
      next = causeOf(next);
    }
    return words.toString();
  }

  private static String name(Throwable thrown) {
    if (thrown instanceof Harmless) {
      return thrown.getMessage();
    }
    return isJavas(thrown) || isTheApis(thrown)
        ? ForeignCode.describe(thrown)
        : thrown.getClass().getName();
  }

  /** The JVM's own words, about classes or memory: an operator needs them, and they are no data. */
  private static boolean isJavas(Throwable thrown) {
    return thrown instanceof LinkageError || thrown instanceof VirtualMachineError;
  }

  /** The API's words, about a mistake in its use: they quote no value of a header and no body. */
  private static boolean isTheApis(Throwable thrown) {
    StackTraceElement[] trace = traceOf(thrown);
    return trace.length > 0 && trace[0].getClassName().startsWith(API);
  }

  /** The first place that is neither Java's nor the API's: there its author has to look. */
  private static String place(Throwable thrown) {
    StackTraceElement[] trace = traceOf(thrown);
    for (StackTraceElement frame : trace) {
      String name = frame.getClassName();
      if (!name.startsWith("java.")
          && !name.startsWith("jdk.")
          && !name.startsWith("sun.")
          && !name.startsWith(API)) {
        return frame.toString();
      }
    }
    return trace.length == 0 ? null : trace[0].toString();
  }

  /**
   * A throwable that can be given to a logger.
   *
   * @param thrown what was thrown; may be null
   * @return the same stack traces without the messages
   */
  public static Throwable trace(Throwable thrown) {
    return LogPrivacyUtil.allowLogRawData() ? thrown : trace(thrown, MAX_CAUSES);
  }

  private static Throwable trace(Throwable thrown, int left) {
    if (thrown == null || left == 0) {
      return null;
    }
    return new WithoutMessage(thrown, trace(causeOf(thrown), left - 1));
  }

  /** Foreign throwables may override this and throw. */
  private static Throwable causeOf(Throwable thrown) {
    try {
      return thrown.getCause();
    } catch (Throwable unspeakable) {
      return null;
    }
  }

  private static StackTraceElement[] traceOf(Throwable thrown) {
    try {
      return thrown.getStackTrace();
    } catch (Throwable unspeakable) {
      return new StackTraceElement[0];
    }
  }

  /** Stands for a throwable whose message must not be shown. */
  private static final class WithoutMessage extends Throwable {

    private static final long serialVersionUID = 1L;

    WithoutMessage(Throwable original, Throwable cause) {
      super(
          name(original)
              + (original instanceof Harmless || isJavas(original) || isTheApis(original)
                  ? ""
                  : " (its message is not shown)"),
          cause);
      setStackTrace(traceOf(original));
    }

    /** A printed trace begins with it: the original's name is what matters, not this class's. */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
      return getMessage();
    }
  }
}
