package io.github.flumespark.monitor;

import java.util.Map;
import javax.management.ObjectName;

/**
 * What one component of the agent shows in JMX.
 *
 * @param agent its agent; empty where the JVM is one
 * @param kind {@code source}, {@code channel}, {@code sink}, or another of Flume's
 * @param name as in the agent's configuration
 * @param bean where its operations are
 * @param attributes the bean's, sorted; no value is null
 */
record Component(
    String agent, String kind, String name, ObjectName bean, Map<String, Object> attributes) {

  static final String SOURCE = "source";
  static final String CHANNEL = "channel";
  static final String SINK = "sink";

  /** Only this project's sink has it. */
  private static final String POLLS = "PollWaitCount";

  /** An attribute that is a number; 0 if there is no such. */
  double number(String attribute) {
    return attributes.get(attribute) instanceof Number number ? number.doubleValue() : 0;
  }

  /** An attribute that is a text; empty if there is no such. */
  String text(String attribute) {
    return attributes.get(attribute) instanceof String text ? text : "";
  }

  boolean isPolledByClients() {
    return kind.equals(SINK) && attributes.containsKey(POLLS);
  }

  /** Whether an operator has paused it. */
  boolean isPaused() {
    return number("PausedSeconds") > 0;
  }

  /** Whether it was started and has not been stopped. */
  boolean isStarted() {
    return number("StartTime") > 0 && number("StopTime") == 0;
  }
}
