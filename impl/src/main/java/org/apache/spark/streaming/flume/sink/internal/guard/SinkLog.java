package org.apache.spark.streaming.flume.sink.internal.guard;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A logger whose lines name their sink, and that never throws: what a thread does next must not
 * depend on an appender that fails, nor on a heap that is too full for a line. Thread-safe.
 *
 * <p>The methods with few arguments need no array, so that even the call can't fail for want of
 * memory. A throwable as the last argument is logged with its trace.
 */
public final class SinkLog {

  private static final String OF_PART = "Sink {}: ";
  private static final String OF_SINK = "Spark sink {}";

  private final Logger logger;
  private final String sinkName;
  private final String intro;

  private SinkLog(Class<?> part, String sinkName, String intro) {
    this.logger = LoggerFactory.getLogger(part);
    this.sinkName = sinkName;
    this.intro = intro;
  }

  /**
   * The log of a part of a sink.
   *
   * @param part its class names the logger
   * @param sinkName stands in front of each line
   */
  public static SinkLog of(Class<?> part, String sinkName) {
    return new SinkLog(part, sinkName, OF_PART);
  }

  /**
   * The log of a sink as a whole: its lines go on where {@code Spark sink NAME} ends, with a space
   * or a colon.
   *
   * @param part its class names the logger
   * @param sinkName stands in front of each line
   */
  public static SinkLog ofSink(Class<?> part, String sinkName) {
    return new SinkLog(part, sinkName, OF_SINK);
  }

  public boolean isDebugEnabled() {
    return logger.isDebugEnabled();
  }

  public void debug(String format, Object... arguments) {
    write(Level.DEBUG, format, arguments);
  }

  public void info(String format, Object... arguments) {
    write(Level.INFO, format, arguments);
  }

  public void warn(String format, Object... arguments) {
    write(Level.WARN, format, arguments);
  }

  public void error(String format, Object... arguments) {
    write(Level.ERROR, format, arguments);
  }

  public void error(String line, Throwable thrown) {
    try {
      logger.error(intro + line, sinkName, thrown);
      RecentLines.of(sinkName).add(Level.ERROR, line);
    } catch (Throwable unsaid) {
      // See the class.
    }
  }

  public void error(String format, Object argument, Throwable thrown) {
    try {
      logger.error(intro + format, sinkName, argument, thrown);
      RecentLines.of(sinkName).add(Level.ERROR, format, argument);
    } catch (Throwable unsaid) {
      // See the class.
    }
  }

  void write(Level level, String format, Object... arguments) {
    try {
      Object[] all = new Object[arguments.length + 1];
      all[0] = sinkName;
      System.arraycopy(arguments, 0, all, 1, arguments.length);
      String line = intro + format;
      switch (level) {
        case ERROR -> logger.error(line, all);
        case WARN -> logger.warn(line, all);
        case INFO -> logger.info(line, all);
        default -> logger.debug(line, all);
      }
      if (level.toInt() >= Level.WARN.toInt()) {
        RecentLines.of(sinkName).add(level, format, arguments);
      }
    } catch (Throwable unsaid) {
      // See the class.
    }
  }
}
