package io.github.flumespark.osgi.agent;

import org.apache.flume.SinkProcessor;
import org.apache.flume.SinkRunner;
import org.apache.flume.lifecycle.LifecycleState;

/** A runner of sinks whose start is watched. */
final class ObservedSinkRunner extends SinkRunner {

  private final SinkRunner runner;
  private final StartWatch watch;

  ObservedSinkRunner(SinkRunner runner, StartWatch watch) {
    this.runner = runner;
    this.watch = watch;
  }

  StartWatch watch() {
    return watch;
  }

  @Override
  public void start() {
    watch.start(runner::start);
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
