package io.github.flumespark.osgi;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A Flume agent that a configuration with the factory PID {@value #FACTORY_PID} asks for. There is
 * one service for each such configuration, for as long as the configuration exists, whether an
 * agent is running or not. All methods are thread-safe and return at once.
 */
@ProviderType
public interface FlumeAgent {

  /** The factory PID of the configurations. */
  String FACTORY_PID = "io.github.flumespark.agent";

  /** What an agent is doing. */
  enum State {
    /** Nothing runs: there was no configuration yet that can be used. */
    WAITING,
    /** Its components are being started. */
    STARTING,
    /** Its components were started; Flume goes on trying with those that could not. */
    RUNNING,
    /** Its components are being stopped. */
    STOPPING
  }

  /**
   * A sink of the running agent.
   *
   * @param name as in the configuration
   * @param type the name of its class
   * @param started whether its last start succeeded
   */
  record Sink(String name, String type, boolean started) {}

  /** The PID of the configuration. */
  String pid();

  /** The agent's name, as in {@code NAME.sinks}; empty while no configuration told it. */
  String name();

  /** What it is doing. */
  State state();

  /**
   * Why the newest configuration is not in force. The agent goes on with the one before, if there
   * was one.
   *
   * @return empty if it is in force
   */
  Optional<String> problem();

  /** The sinks of the configuration that is in force, sorted by name. */
  List<Sink> sinks();
}
