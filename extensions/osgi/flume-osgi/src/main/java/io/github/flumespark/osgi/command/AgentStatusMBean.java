package io.github.flumespark.osgi.command;

/**
 * What JMX shows of an agent, as {@code io.github.flumespark:type=Agent,configuration=PID}: what
 * {@code flume-spark:status} tells, from the same place. Public because JMX asks for it.
 */
public interface AgentStatusMBean {

  /** The agent's name; empty while no configuration told it. */
  String getName();

  /** What it is doing: {@code waiting}, {@code starting}, {@code running} or {@code stopping}. */
  String getState();

  /** The agent with its components and their attributes, as {@code flume-spark:status --json}. */
  String getStatus();
}
