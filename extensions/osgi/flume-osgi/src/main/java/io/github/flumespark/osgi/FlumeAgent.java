package io.github.flumespark.osgi;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A Flume agent that a configuration with the factory PID {@value #FACTORY_PID} asks for. There is
 * one service for each such configuration, for as long as the configuration exists, whether an
 * agent is running or not; and one for each configuration whose PID only looks like such a one, so
 * that it is seen why nothing comes of it. All methods are thread-safe and return at once.
 */
@ProviderType
public interface FlumeAgent {

  /** The factory PID of the configurations. */
  String FACTORY_PID = "io.github.flumespark.agent";

  /** The {@link #problem} of a configuration that has nothing in it. */
  String NOTHING_YET = "there is nothing in it yet";

  /** What an agent is doing. */
  enum State {
    /** Nothing runs: there was no configuration yet that can be used. */
    WAITING,
    /** Its channels are being started. */
    STARTING,
    /** Its components were started; Flume goes on trying with those that could not. */
    RUNNING,
    /** Its components are being stopped. */
    STOPPING
  }

  /** What a component is. */
  enum Kind {
    /** Puts events into channels. */
    SOURCE,
    /** Keeps them. */
    CHANNEL,
    /** Takes them out of one. */
    SINK
  }

  /**
   * A component of the running agent.
   *
   * @param kind what it is
   * @param name as in the configuration
   * @param type the name of its class
   * @param channels those that it puts events into, or takes them from; none for a channel
   * @param started whether its last start succeeded, and it was not stopped since
   * @param problem why its last start failed; it is tried again every 3 seconds
   */
  record Component(
      Kind kind,
      String name,
      String type,
      List<String> channels,
      boolean started,
      Optional<String> problem) {

    public Component {
      channels = List.copyOf(channels);
    }
  }

  /**
   * An extension that a sink selects.
   *
   * @param kind {@code transformer}, {@code admission} or {@code sequence}
   * @param name what the configuration selects
   * @param used the bundle that it was loaded from, as it was then; empty if nothing was loaded yet
   * @param installed the bundle that has it now; empty if none has
   * @param current whether both are the same code
   */
  record Extension(
      String kind,
      String name,
      Optional<String> used,
      Optional<String> installed,
      boolean current) {}

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

  /**
   * What somebody should know of the configuration, though it is in force: a value that is empty, a
   * file that is gone.
   *
   * @return a sentence for each
   */
  List<String> warnings();

  /** The components of the configuration that is in force, sorted by kind and name. */
  List<Component> components();

  /**
   * Tells when the components have become others, because the agent was started or stopped.
   *
   * @param listener is called on a thread of the agent's, and must not wait for it
   * @return ends it, when closed
   */
  AutoCloseable onChange(Runnable listener);

  /**
   * What a component tells about itself in JMX.
   *
   * @param kind of the component
   * @param component its name
   * @return attributes by name; empty if there is no such component, or it shows none, or its bean
   *     can't be told from that of a component of the same name in another agent
   */
  Map<String, Object> attributes(Kind kind, String component);

  /**
   * The extensions that a sink selects.
   *
   * @param sink its name
   * @return none if there is no such sink, or it has no extensions
   */
  List<Extension> extensions(String sink);

  /**
   * Has a sink load its extensions anew. Open batches end under the old ones, clients stay.
   *
   * @param sink its name
   * @return completed once those that are loaded serve, or exceptionally with the reason why the
   *     old ones still do
   */
  CompletableFuture<Void> reload(String sink);

  /**
   * Stops what runs and starts it anew, with the configuration that is there. Events in a memory
   * channel stay.
   *
   * @return completed once the agent runs again, or exceptionally with the reason why it doesn't
   */
  CompletableFuture<Void> restart();

  /**
   * Stops a sink and starts it again; the rest of the agent goes on. Sinks of a group are restarted
   * together.
   *
   * @param sink its name
   * @return completed once it has started, or exceptionally with the reason why it has not
   */
  CompletableFuture<Void> restart(String sink);
}
