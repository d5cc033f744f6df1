package io.github.flumespark.osgi.agent;

/** Tells in a line what an exception means for whoever wrote the configuration. */
final class Reason {

  private Reason() {}

  static String of(Throwable problem) {
    String message = problem.getMessage() == null ? problem.toString() : problem.getMessage();
    Throwable root = problem;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    if (root instanceof ClassNotFoundException || root instanceof NoClassDefFoundError) {
      return message
          + ": no bundle exports the class "
          // Frameworks go on with who did not find it.
          + String.valueOf(root.getMessage()).replaceAll("\\s.*", "").replace('/', '.')
          + "; is the bundle that has it installed?";
    }
    if (root != problem && root.getMessage() != null && !message.contains(root.getMessage())) {
      return message + ": " + root.getMessage();
    }
    return message;
  }
}
