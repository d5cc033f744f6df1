package org.apache.spark.streaming.flume.sink.internal.extension;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.spark.streaming.flume.sink.internal.guard.ForeignCode;
import org.apache.spark.streaming.flume.sink.spi.Extension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been created so far; closes each exactly once, the latest first. */
final class ExtensionStack {

  private static final Logger LOG = LoggerFactory.getLogger(ExtensionStack.class);

  private final String sinkName;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private volatile Entry closing;

  ExtensionStack(String sinkName) {
    this.sinkName = sinkName;
  }

  /** A factory that gives out one object twice breaks its contract, but not ours to close once. */
  synchronized void push(String label, Extension extension) {
    if (entries.stream().noneMatch(entry -> entry.extension == extension)) {
      entries.push(new Entry(label, extension));
    }
  }

  synchronized void closeAll() {
    while (!entries.isEmpty()) {
      Entry entry = entries.pop();
      closing = entry;
      ForeignCode foreign = ForeignCode.enter(entry.extension.getClass().getClassLoader());
      try {
        entry.extension.close();
      } catch (Throwable thrown) {
        LOG.warn(
            "Sink '{}': closing the {} failed; the rest is closed all the same",
            sinkName,
            entry,
            thrown);
      } finally {
        foreign.exit();
      }
    }
  }

  /** Which one is being closed, or was the last; without waiting for it. */
  String closing() {
    return String.valueOf(closing);
  }

  private record Entry(String label, Extension extension) {

    @Override
    public String toString() {
      return label + " (" + ForeignCode.nameOf(extension.getClass()) + ")";
    }
  }
}
