package io.github.flumespark.itest.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What to start: an agent's name, its properties file and the JVM around it. Immutable.
 *
 * @param home the jars
 * @param name the agent's name, as in {@code NAME.sinks = ...}
 * @param properties the text of the properties file
 * @param heap as in {@code -Xmx}
 * @param pollSeconds how often the agent looks for a changed properties file; 0 for its default, as
 *     Flume before 1.10 can't be told
 * @param jvmOptions as in {@code JAVA_OPTS}
 * @param sinkLevel the level at which the sink logs
 */
public record AgentSetup(
    FlumeHome home,
    String name,
    String properties,
    String heap,
    int pollSeconds,
    List<String> jvmOptions,
    String sinkLevel) {

  /** bin/flume-ng starts an agent with 20 MB unless flume-env.sh says otherwise. */
  public static final String FLUMES_DEFAULT_HEAP = "20m";

  public static AgentSetup of(String name, String properties) {
    return new AgentSetup(
        FlumeHome.assembled(), name, properties, FLUMES_DEFAULT_HEAP, 1, List.of(), "INFO");
  }

  public AgentSetup withHome(FlumeHome other) {
    return new AgentSetup(other, name, properties, heap, pollSeconds, jvmOptions, sinkLevel);
  }

  public AgentSetup withHeap(String other) {
    return new AgentSetup(home, name, properties, other, pollSeconds, jvmOptions, sinkLevel);
  }

  public AgentSetup withPollSeconds(int seconds) {
    return new AgentSetup(home, name, properties, heap, seconds, jvmOptions, sinkLevel);
  }

  public AgentSetup withJvmOptions(String... options) {
    return new AgentSetup(home, name, properties, heap, pollSeconds, List.of(options), sinkLevel);
  }

  public AgentSetup withSinkLevel(String level) {
    return new AgentSetup(home, name, properties, heap, pollSeconds, jvmOptions, level);
  }

  public AgentProcess start(Path workDirectory) throws IOException {
    return AgentProcess.start(this, workDirectory);
  }

  List<String> arguments() {
    return pollSeconds == 0 ? List.of() : List.of("--poll-interval", Integer.toString(pollSeconds));
  }

  /** Like Flume's own, but to the console, and with log4j alive until the JVM has really ended. */
  String log4j2() {
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <Configuration status="ERROR" shutdownHook="disable">
          <Appenders>
            <Console name="Console" target="SYSTEM_OUT">
              <PatternLayout pattern="%%d (%%t) [%%p - %%c] %%m%%n"/>
            </Console>
          </Appenders>
          <Loggers>
            <Logger name="org.apache.flume.lifecycle" level="info"/>
            <Logger name="org.apache.spark" level="%s"/>
            <Root level="INFO">
              <AppenderRef ref="Console"/>
            </Root>
          </Loggers>
        </Configuration>
        """
        .formatted(sinkLevel);
  }

  /** The same for the log4j 1.2 of Flume before 1.10. */
  String log4j() {
    return """
        log4j.rootLogger = INFO, console
        log4j.logger.org.apache.spark = %s
        log4j.appender.console = org.apache.log4j.ConsoleAppender
        log4j.appender.console.layout = org.apache.log4j.PatternLayout
        log4j.appender.console.layout.ConversionPattern = %%d (%%t) [%%p - %%c] %%m%%n
        """
        .formatted(sinkLevel);
  }
}
