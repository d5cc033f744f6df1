package io.github.flumespark.osgi.agent;

import io.github.flumespark.osgi.FlumeAgent;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flume.Sink;
import org.apache.flume.SinkProcessor;
import org.apache.flume.SinkRunner;
import org.apache.flume.lifecycle.LifecycleState;
import org.apache.flume.node.MaterializedConfiguration;
import org.apache.flume.sink.AbstractSingleSinkProcessor;
import org.apache.flume.sink.AbstractSinkProcessor;

/** The sinks of a configuration, single ones and those in groups. */
final class AgentSinks {

  private AgentSinks() {}

  /** The sinks behind a runner; empty if its processor, somebody's own, does not tell. */
  static Optional<List<Sink>> of(SinkRunner runner) {
    SinkProcessor processor = runner.getPolicy();
    if (processor instanceof AbstractSingleSinkProcessor single) {
      return Optional.of(List.of(single.getSink()));
    }
    if (processor instanceof AbstractSinkProcessor group) {
      return Optional.of(group.getSinks());
    }
    return Optional.empty();
  }

  /** Sorted by name. */
  static List<FlumeAgent.Sink> describe(MaterializedConfiguration configuration) {
    return configuration.getSinkRunners().values().stream()
        .flatMap(runner -> of(runner).orElse(List.of()).stream())
        .map(AgentSinks::describe)
        .sorted(Comparator.comparing(FlumeAgent.Sink::name))
        .toList();
  }

  private static FlumeAgent.Sink describe(Sink sink) {
    return new FlumeAgent.Sink(
        sink.getName(),
        sink.getClass().getName(),
        sink.getLifecycleState() == LifecycleState.START);
  }
}
