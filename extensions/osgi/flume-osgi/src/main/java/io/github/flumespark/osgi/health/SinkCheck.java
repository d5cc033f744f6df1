package io.github.flumespark.osgi.health;

import io.github.flumespark.osgi.FlumeAgent;
import io.github.flumespark.osgi.FlumeAgent.Component;
import io.github.flumespark.osgi.FlumeAgent.Kind;
import java.util.Optional;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;

/** A sink: critical where it has not started. */
final class SinkCheck implements HealthCheck {

  private final FlumeAgent agent;
  private final String name;

  SinkCheck(FlumeAgent agent, String name) {
    this.agent = agent;
    this.name = name;
  }

  @Override
  public Result execute() {
    FormattingResultLog log = new FormattingResultLog();
    Optional<Component> sink =
        agent.components().stream()
            .filter(component -> component.kind() == Kind.SINK && component.name().equals(name))
            .findFirst();
    if (sink.isEmpty()) {
      log.temporarilyUnavailable("The agent is being restarted");
    } else if (sink.get().started()) {
      log.info("It runs, in agent {}", agent.name());
    } else if (sink.get().problem().isPresent()) {
      log.critical("It has not started: {}", sink.get().problem().get());
    } else {
      log.temporarilyUnavailable("It is being started");
    }
    return new Result(log);
  }
}
