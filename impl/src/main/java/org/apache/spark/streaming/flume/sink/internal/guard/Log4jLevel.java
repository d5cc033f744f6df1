package org.apache.spark.streaming.flume.sink.internal.guard;

import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.slf4j.LoggerFactory;

/**
 * The level of the sinks' and extensions' loggers where Log4j 2 writes the log, as Flume 1.11 ships
 * it. SLF4J has no call for a level, and Log4j's own are used only if they are there.
 */
final class Log4jLevel {

  private static final String LOG4J_2 = "org.apache.logging.slf4j.Log4jLoggerFactory";

  private static final List<String> LOGGERS =
      List.of("org.apache.spark.streaming.flume.sink", "io.github.flumespark");

  private Log4jLevel() {}

  /**
   * Sets it to DEBUG.
   *
   * @return puts it back as it was
   * @throws IllegalStateException if it is not Log4j 2 that writes the log
   */
  static Runnable debug() {
    String writer = LoggerFactory.getILoggerFactory().getClass().getName();
    if (!writer.equals(LOG4J_2)) {
      throw notLog4j(writer, null);
    }
    try {
      return Core.debug();
    } catch (LinkageError | ClassCastException e) {
      throw notLog4j(writer, e);
    }
  }

  private static IllegalStateException notLog4j(String writer, Throwable cause) {
    return new IllegalStateException(
        "The level of the log can be set where Log4j 2 writes it, as Flume 1.11 ships it; here it is"
            + " %s. Set the level of the logger %s there; in Karaf: log:set DEBUG %s"
                .formatted(writer, LOGGERS.get(0), LOGGERS.get(0)),
        cause);
  }

  /** Apart, so that Log4j's classes are asked for by this alone. */
  private static final class Core {

    static Runnable debug() {
      LoggerContext context =
          (LoggerContext) LogManager.getContext(Log4jLevel.class.getClassLoader(), false);
      Configuration configuration = context.getConfiguration();
      List<Runnable> back = new ArrayList<>();
      for (String name : LOGGERS) {
        if (!context.getLogger(name).isDebugEnabled()) {
          back.add(raise(configuration, name));
        }
      }
      context.updateLoggers();
      return () -> {
        // Whoever has changed Log4j's configuration meanwhile has put the levels back.
        if (context.getConfiguration() == configuration) {
          back.forEach(Runnable::run);
          context.updateLoggers();
        }
      };
    }

    private static Runnable raise(Configuration configuration, String name) {
      LoggerConfig own = configuration.getLoggers().get(name);
      if (own == null) {
        configuration.addLogger(name, new LoggerConfig(name, Level.DEBUG, true));
        return () -> configuration.removeLogger(name);
      }
      Level before = own.getLevel();
      own.setLevel(Level.DEBUG);
      return () -> own.setLevel(before);
    }
  }
}
