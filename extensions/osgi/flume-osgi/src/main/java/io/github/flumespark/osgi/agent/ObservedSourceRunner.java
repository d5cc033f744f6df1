package io.github.flumespark.osgi.agent;

import org.apache.flume.Source;
import org.apache.flume.SourceRunner;
import org.apache.flume.lifecycle.LifecycleState;

/** A runner of a source whose start is watched. */
final class ObservedSourceRunner extends SourceRunner {

  private final SourceRunner runner;
  private final StartWatch watch;

  ObservedSourceRunner(SourceRunner runner, StartWatch watch) {
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
  public Source getSource() {
    return runner.getSource();
  }

  @Override
  public String toString() {
    return runner.toString();
  }
}
