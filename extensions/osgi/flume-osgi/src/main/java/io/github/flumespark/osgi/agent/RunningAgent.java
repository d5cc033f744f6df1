package io.github.flumespark.osgi.agent;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.flumespark.osgi.FlumeAgent;
import io.github.flumespark.osgi.extension.Providers;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.management.DynamicMBean;
import org.apache.flume.Channel;
import org.apache.flume.Sink;
import org.apache.flume.channel.file.FileChannel;
import org.apache.flume.lifecycle.LifecycleState;
import org.apache.flume.node.Application;
import org.apache.flume.node.MaterializedConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent from its start to its stop. Flume would wait for its channels without a limit, deaf to
 * anything else, so they are started before Flume is asked to start the rest.
 *
 * <p>{@link #start}, {@link #retry}, {@link #restart} and {@link #stop} are called by one thread,
 * the agent's; the rest is thread-safe.
 */
final class RunningAgent {

  private static final Logger LOG = LoggerFactory.getLogger(RunningAgent.class);

  private final String name;
  private final MaterializedConfiguration loaded;
  private final ObservedConfiguration observed;
  private final FlumeBeans beans;
  private final SinkBeans sinkBeans;
  private Application application;
  private volatile boolean launched;

  /**
   * @param beans of the agent, from one run to the next
   * @param providers what extensions there are at a moment
   * @param sinkStarted is called, on any thread, after each start of a sink that worked
   */
  RunningAgent(
      String name,
      MaterializedConfiguration loaded,
      FlumeBeans beans,
      Supplier<Providers> providers,
      Runnable sinkStarted) {
    this.name = name;
    this.loaded = loaded;
    this.observed = new ObservedConfiguration(name, loaded, providers, sinkStarted);
    this.beans = beans;
    this.sinkBeans = new SinkBeans(name);
  }

  /** Starts what can be started; see {@link #hasLaunched}. */
  void start() {
    observed.components().forEach(each -> beans.claim(each.kind(), each.name()));
    sinkBeans.show(observed.sinks());
    startChannels();
  }

  /** Tries again what has failed; what Flume supervises is tried by Flume. */
  void retry() {
    if (launched) {
      observed.channels().forEach(ObservedChannel::retry);
    } else {
      startChannels();
    }
  }

  /** Side by side, as Flume does it: a large file channel takes its time. */
  private void startChannels() {
    List<Thread> threads =
        observed.channels().stream()
            .filter(channel -> !channel.hasStarted())
            .map(RunningAgent::starter)
            .toList();
    threads.forEach(Thread::start);
    // Not interruptible: a file channel that is interrupted in its work loses its files.
    threads.forEach(Uninterruptibles::joinUninterruptibly);
    if (observed.channels().stream().allMatch(ObservedChannel::hasStarted)) {
      application = new Application();
      application.handleConfigurationEvent(observed.forFlume());
      launched = true;
    }
  }

  private static Thread starter(ObservedChannel channel) {
    Thread thread = new Thread(channel::start, "flume-channel-" + channel.getName());
    if (channel.channel() instanceof FileChannel) {
      // Its MapDB leaves a shutdown hook behind, with the context class loader of this thread.
      thread.setContextClassLoader(null);
    }
    return thread;
  }

  /** Whether all channels have started, so that Flume has been told to start the rest. */
  boolean hasLaunched() {
    return launched;
  }

  /**
   * Restarts what runs a sink.
   *
   * @throws IllegalStateException if it does not start; it is tried again like at first
   */
  void restart(String sink) {
    ObservedSinkRunner runner =
        observed.runnerOf(sink).orElseThrow(() -> new IllegalStateException(noSink(sink)));
    if (!launched) {
      throw new IllegalStateException("the agent '%s' is still starting".formatted(name));
    }
    LOG.info("Flume agent {} restarts the sink '{}'", name, sink);
    // The monitor under which Flume's supervisor looks at it and starts it.
    synchronized (runner) {
      if (runner.getLifecycleState() == LifecycleState.START) {
        runner.stop();
      }
      runner.start();
    }
    runner
        .watch()
        .problem()
        .ifPresent(
            problem -> {
              throw new IllegalStateException(problem);
            });
  }

  /** Has the sinks for whose extensions there is other code take it; those that can't say why. */
  void reloadStale() {
    observed
        .extensions()
        .forEach(
            (sink, extensions) -> {
              if (launched && hasStarted(sink) && extensions.isStale()) {
                LOG.info(
                    "Flume agent {}, sink '{}': there is new code of its extensions", name, sink);
                try {
                  extensions.reload();
                } catch (IllegalStateException e) {
                  // The sink has said so itself, with the reason.
                  LOG.debug("Flume agent {}, sink '{}': no reload", name, sink, e);
                }
              }
            });
  }

  /**
   * Has a sink load its extensions anew.
   *
   * @throws IllegalStateException if it can't
   */
  void reload(String sink) {
    SinkExtensions extensions = observed.extensions().get(sink);
    if (extensions == null) {
      throw new IllegalStateException(
          observed.sink(sink).isPresent()
              ? "the sink '%s' is one without extensions".formatted(sink)
              : noSink(sink));
    }
    LOG.info("Flume agent {}, sink '{}': its extensions are to be loaded anew", name, sink);
    extensions.reload();
  }

  private boolean hasStarted(String sink) {
    return observed
        .sink(sink)
        .filter(found -> found.getLifecycleState() == LifecycleState.START)
        .isPresent();
  }

  private String noSink(String sink) {
    return "the agent '%s' has no sink '%s'".formatted(name, sink);
  }

  List<FlumeAgent.Extension> extensions(String sink) {
    SinkExtensions extensions = observed.extensions().get(sink);
    return extensions == null ? List.of() : extensions.describe();
  }

  /** Stops everything; returns once it has stopped. */
  void stop() {
    if (application != null) {
      application.stop();
    } else {
      observed.channels().stream().filter(ObservedChannel::hasStarted).forEach(this::stop);
    }
    sinkBeans.hide();
  }

  private void stop(ObservedChannel channel) {
    try {
      channel.stop();
    } catch (RuntimeException e) {
      LOG.error("Flume agent {}: the channel '{}' does not stop", name, channel.getName(), e);
    }
  }

  /**
   * Takes away what a stop leaves in JMX.
   *
   * @param kept the channels that the next configuration goes on with
   * @return a sentence for each other channel whose events are lost with it
   */
  List<String> forget(Collection<Channel> kept) {
    List<String> losses =
        VolatileChannels.losses(
            loaded.getChannels().values().stream().filter(each -> !kept.contains(each)).toList(),
            beans);
    beans.removeAllBut(kept);
    return losses;
  }

  Collection<Channel> channels() {
    return loaded.getChannels().values();
  }

  List<FlumeAgent.Component> components() {
    return observed.components();
  }

  /** What a component shows in JMX. */
  Map<String, Object> attributes(FlumeAgent.Kind kind, String component) {
    if (kind == FlumeAgent.Kind.SINK) {
      Optional<Sink> found = observed.sink(component);
      if (found.isPresent() && found.get() instanceof DynamicMBean bean) {
        return SinkBeans.attributes(bean);
      }
    }
    return beans.attributes(kind, component);
  }
}
