package io.github.flumespark.osgi.agent;

import java.util.List;
import java.util.Optional;
import org.apache.flume.Sink;
import org.apache.flume.SinkProcessor;
import org.apache.flume.SinkRunner;
import org.apache.flume.sink.AbstractSingleSinkProcessor;
import org.apache.flume.sink.AbstractSinkProcessor;

/** Tells which sinks a runner runs. */
final class AgentSinks {

  private AgentSinks() {}

  /** A single sink or those of a group; empty if the processor, somebody's own, does not tell. */
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
}
