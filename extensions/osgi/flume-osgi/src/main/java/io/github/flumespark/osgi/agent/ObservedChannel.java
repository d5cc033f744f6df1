package io.github.flumespark.osgi.agent;

import org.apache.flume.Channel;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.channel.file.FileChannel;
import org.apache.flume.lifecycle.LifecycleState;

/**
 * A channel whose start is watched. Flume's supervisor gets it in the channel's place; sources and
 * sinks have the channel itself.
 *
 * <p>A file channel that can't be opened says that it has started, and fails in each transaction
 * instead. Only where another holds its lock is there a use in opening it again: after any other
 * failure it would find the lock that it holds itself.
 */
final class ObservedChannel implements Channel {

  private static final String LOCKED = "Cannot lock";

  private final Channel channel;
  private final StartWatch watch;

  ObservedChannel(Channel channel, StartWatch watch) {
    this.channel = channel;
    this.watch = watch;
  }

  Channel channel() {
    return channel;
  }

  StartWatch watch() {
    return watch;
  }

  @Override
  public void start() {
    watch.start(
        () -> {
          channel.start();
          if (isBroken()) {
            // Throws what kept it from opening.
            channel.getTransaction();
          }
        });
  }

  /** Starts a channel once more that has failed, if that can be of use. */
  void retry() {
    boolean locked = watch.problem().filter(problem -> problem.contains(LOCKED)).isPresent();
    if (!hasStarted() || (isBroken() && locked)) {
      start();
    }
  }

  boolean hasStarted() {
    return channel.getLifecycleState() == LifecycleState.START;
  }

  private boolean isBroken() {
    return hasStarted() && channel instanceof FileChannel file && !file.isOpen();
  }

  @Override
  public void stop() {
    if (!isBroken()) {
      watch.stop(channel::stop);
    }
  }

  @Override
  public LifecycleState getLifecycleState() {
    return channel.getLifecycleState();
  }

  @Override
  public void setName(String name) {
    channel.setName(name);
  }

  @Override
  public String getName() {
    return channel.getName();
  }

  @Override
  public void put(Event event) {
    channel.put(event);
  }

  @Override
  public Event take() {
    return channel.take();
  }

  @Override
  public Transaction getTransaction() {
    return channel.getTransaction();
  }

  @Override
  public String toString() {
    return channel.toString();
  }
}
