package org.apache.spark.streaming.flume.sink.internal.extension;

import java.util.ServiceConfigurationError;
import org.apache.spark.streaming.flume.sink.internal.guard.ForeignCode;
import org.apache.spark.streaming.flume.sink.internal.guard.Linkage;

/** Turns what the JVM says about a broken provider into what an operator can do about it. */
final class Advice {

  private static final int MAX_DEPTH = 16;

  private Advice() {}

  /** What happened, at its root, and what to do; the loader is that of the code that was called. */
  static String on(Throwable thrown, ClassLoader loader) {
    Throwable root = root(thrown);
    // A wrapper that only says "could not be instantiated" says less than our own sentence does.
    boolean outerIsTelling =
        root != thrown
            && thrown instanceof ServiceConfigurationError
            && !ForeignCode.describe(thrown).endsWith("could not be instantiated");
    String advice = advice(root, loader);
    return (outerIsTelling ? ForeignCode.describe(thrown) + ", because of " : "")
        + ForeignCode.describe(root)
        + (advice.isEmpty() ? "" : " (" + advice + ")");
  }

  /** Goes down only through what the JVM wrapped around the cause; the rest is the author's. */
  private static Throwable root(Throwable thrown) {
    Throwable root = thrown;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      boolean wrapper =
          root instanceof ServiceConfigurationError || root instanceof ExceptionInInitializerError;
      // That there is no such constructor is told better by the wrapper.
      if (!wrapper || root.getCause() == null || root.getCause() instanceof NoSuchMethodException) {
        break;
      }
      root = root.getCause();
    }
    return root;
  }

  private static String advice(Throwable root, ClassLoader loader) {
    if (root instanceof UnsupportedClassVersionError) {
      return "it was compiled for a newer Java than this agent's, which is "
          + Runtime.version().feature();
    }
    if (root instanceof NoClassDefFoundError || root instanceof ClassNotFoundException) {
      return "a class that it needs is missing: put the jar that holds it next to the extension's"
          + " own; in OSGi, let the bundle import its package";
    }
    if (root instanceof IncompatibleClassChangeError) {
      return "it was built against another version of the API or of a library: use versions that"
          + " fit together"
          + Linkage.supplier(root, loader).map(found -> "; found: " + found).orElse("");
    }
    if (root instanceof ClassFormatError || root instanceof VerifyError) {
      return "its class file is damaged: copy the jar again";
    }
    if (root instanceof ServiceConfigurationError) {
      return onProviderFile(ForeignCode.describe(root));
    }
    return "";
  }

  /** The JDK tells these apart by text alone; for a text we don't know there is no advice. */
  private static String onProviderFile(String message) {
    if (message.endsWith("not found")) {
      return "its provider file in META-INF/services names a class that is not there: correct the"
          + " name, or remove the line";
    }
    if (message.endsWith("not a subtype")) {
      return "it does not implement this interface, or brings a copy of the API of its own: leave"
          + " flume-spark-sink-api out of the extension's jar; in OSGi it can be wired to another"
          + " version of the API than the sink: uninstall the one that nobody needs, and refresh";
    }
    if (message.contains("no-arg constructor") || message.contains("public")) {
      return "it must be a public class with a public constructor without parameters";
    }
    if (message.contains("syntax") || message.contains("Illegal")) {
      return "a provider file holds one class name per line, and comments after '#'";
    }
    return "";
  }
}
