package io.github.flumespark.itest.osgi;

import java.util.List;

/** The threads of this JVM, which are the framework's too. */
final class Threads {

  private Threads() {}

  static List<String> named(String part) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.contains(part))
        .toList();
  }
}
