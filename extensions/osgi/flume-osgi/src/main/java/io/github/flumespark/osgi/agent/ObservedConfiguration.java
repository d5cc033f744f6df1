package io.github.flumespark.osgi.agent;

import io.github.flumespark.osgi.FlumeAgent;
import io.github.flumespark.osgi.FlumeAgent.Kind;
import io.github.flumespark.osgi.extension.Providers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.management.DynamicMBean;
import org.apache.flume.Channel;
import org.apache.flume.Sink;
import org.apache.flume.SinkRunner;
import org.apache.flume.Source;
import org.apache.flume.lifecycle.LifecycleState;
import org.apache.flume.node.MaterializedConfiguration;
import org.apache.flume.node.SimpleMaterializedConfiguration;

/** The components of a configuration, each with a watch on its start. Thread-safe. */
final class ObservedConfiguration {

  private final MaterializedConfiguration observed = new SimpleMaterializedConfiguration();
  private final Map<String, ObservedChannel> channels = new TreeMap<>();
  private final Map<String, SinkExtensions> extensions = new TreeMap<>();
  private final Map<String, ObservedSourceRunner> sources = new TreeMap<>();
  private final Map<Sink, ObservedSinkRunner> sinks =
      new TreeMap<>(Comparator.comparing(Sink::getName));

  /**
   * @param agent the agent's name
   * @param providers what extensions there are at a moment
   * @param started is called after each start of a sink that worked
   */
  ObservedConfiguration(
      String agent,
      MaterializedConfiguration loaded,
      Supplier<Providers> providers,
      Runnable started) {
    loaded
        .getChannels()
        .forEach(
            (name, channel) -> {
              ObservedChannel watched =
                  new ObservedChannel(channel, watch(agent, Kind.CHANNEL, name));
              channels.put(name, watched);
              observed.addChannel(name, watched);
            });
    loaded
        .getSourceRunners()
        .forEach(
            (name, runner) -> {
              ObservedSourceRunner watched =
                  new ObservedSourceRunner(runner, watch(agent, Kind.SOURCE, name));
              sources.put(name, watched);
              observed.addSourceRunner(name, watched);
            });
    loaded
        .getSinkRunners()
        .forEach((name, runner) -> observe(agent, name, runner, providers, started));
  }

  private void observe(
      String agent,
      String name,
      SinkRunner runner,
      Supplier<Providers> providers,
      Runnable started) {
    List<Sink> all = AgentSinks.of(runner).orElse(List.of());
    for (Sink sink : all) {
      if (sink instanceof DynamicMBean bean) {
        extensions.put(sink.getName(), new SinkExtensions(bean, providers));
      }
    }
    ObservedSinkRunner watched =
        new ObservedSinkRunner(
            runner,
            watch(agent, Kind.SINK, name),
            all.stream()
                .map(sink -> extensions.get(sink.getName()))
                .filter(Objects::nonNull)
                .toList(),
            started);
    all.forEach(sink -> sinks.put(sink, watched));
    observed.addSinkRunner(name, watched);
  }

  private static StartWatch watch(String agent, Kind kind, String name) {
    return new StartWatch(agent, kind, name, System::nanoTime);
  }

  /** What to give to Flume. */
  MaterializedConfiguration forFlume() {
    return observed;
  }

  List<ObservedChannel> channels() {
    return List.copyOf(channels.values());
  }

  List<Sink> sinks() {
    return List.copyOf(sinks.keySet());
  }

  Optional<Sink> sink(String name) {
    return sinks.keySet().stream().filter(sink -> sink.getName().equals(name)).findFirst();
  }

  /** The extensions of the sinks that have some, by their names. */
  Map<String, SinkExtensions> extensions() {
    return extensions;
  }

  /** What runs a sink: itself alone, or its group. */
  Optional<ObservedSinkRunner> runnerOf(String sink) {
    return sink(sink).map(sinks::get);
  }

  /** Sorted by kind and name. */
  List<FlumeAgent.Component> components() {
    List<FlumeAgent.Component> all = new ArrayList<>();
    sources.forEach(
        (name, runner) ->
            all.add(
                component(
                    Kind.SOURCE,
                    name,
                    runner.getSource(),
                    channelsOf(runner.getSource()),
                    runner.getLifecycleState(),
                    runner.watch())));
    channels.forEach(
        (name, channel) ->
            all.add(
                component(
                    Kind.CHANNEL,
                    name,
                    channel.channel(),
                    List.of(),
                    channel.getLifecycleState(),
                    channel.watch())));
    sinks.forEach(
        (sink, runner) ->
            all.add(
                component(
                    Kind.SINK,
                    sink.getName(),
                    sink,
                    sink.getChannel() == null ? List.of() : List.of(sink.getChannel().getName()),
                    sink.getLifecycleState(),
                    runner.watch())));
    return all;
  }

  /**
   * Flume has each source's processor of events know them; one of somebody else's may have none.
   */
  private static List<String> channelsOf(Source source) {
    return source.getChannelProcessor() == null
        ? List.of()
        : source.getChannelProcessor().getSelector().getAllChannels().stream()
            .map(Channel::getName)
            .toList();
  }

  private static FlumeAgent.Component component(
      Kind kind,
      String name,
      Object component,
      List<String> channels,
      LifecycleState state,
      StartWatch watch) {
    boolean started = state == LifecycleState.START;
    // One watch serves a whole group of sinks; a channel can be broken though it has started.
    Optional<String> problem = started && kind == Kind.SINK ? Optional.empty() : watch.problem();
    return new FlumeAgent.Component(
        kind,
        name,
        component.getClass().getName(),
        channels,
        started && problem.isEmpty(),
        problem);
  }
}
