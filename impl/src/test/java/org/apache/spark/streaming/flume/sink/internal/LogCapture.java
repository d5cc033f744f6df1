package org.apache.spark.streaming.flume.sink.internal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is logged while this is open: slf4j-simple writes to whatever System.err is. */
public final class LogCapture implements AutoCloseable {

  private final PrintStream original = System.err;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  public LogCapture() {
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
  }

  public List<String> warnings() {
    return bytes.toString(StandardCharsets.UTF_8).lines().filter(l -> l.contains("WARN")).toList();
  }

  /** The lines that hold a text. */
  public List<String> linesWith(String text) {
    return bytes.toString(StandardCharsets.UTF_8).lines().filter(l -> l.contains(text)).toList();
  }

  @Override
  public void close() {
    System.setErr(original);
    original.write(bytes.toByteArray(), 0, bytes.size());
  }
}
