package io.github.flumespark.osgi.agent;

import java.util.List;
import org.apache.flume.SinkProcessor;
import org.apache.flume.SinkRunner;
import org.apache.flume.lifecycle.LifecycleState;

/** A runner of sinks whose start is watched, and with it what their extensions are loaded from. */
final class ObservedSinkRunner extends SinkRunner {

  private final SinkRunner runner;
  private final StartWatch watch;
  private final List<SinkExtensions> extensions;
  private final Runnable started;

  /**
   * @param extensions those of the sinks that have some
   * @param started is called after each start that worked
   */
  ObservedSinkRunner(
      SinkRunner runner, StartWatch watch, List<SinkExtensions> extensions, Runnable started) {
    this.runner = runner;
    this.watch = watch;
    this.extensions = extensions;
    this.started = started;
  }

  StartWatch watch() {
    return watch;
  }

  @Override
  public void start() {
    Runnable start = runner::start;
    for (SinkExtensions each : extensions) {
      Runnable inner = start;
      start = () -> each.loading(inner);
    }
    watch.start(start);
    if (getLifecycleState() == LifecycleState.START) {
      started.run();
    }
  }

  @Override
  public void stop() {
    watch.stop(runner::stop);
  }

  @Override
  public LifecycleState getLifecycleState() {
    return runner.getLifecycleState();
  }

  @Override
  public SinkProcessor getPolicy() {
    return runner.getPolicy();
  }

  @Override
  public String toString() {
    return runner.toString();
  }
}
