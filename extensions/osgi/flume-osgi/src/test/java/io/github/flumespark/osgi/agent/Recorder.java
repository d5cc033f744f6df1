package io.github.flumespark.osgi.agent;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flume.Channel;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.Transaction;
import org.apache.flume.conf.Configurable;
import org.apache.flume.conf.ConfigurationException;
import org.apache.flume.sink.AbstractSink;

/**
 * A sink that keeps what it gets, can be told to refuse its configuration, and tells its loader.
 */
public final class Recorder extends AbstractSink implements Configurable {

  static final List<String> BODIES = new CopyOnWriteArrayList<>();

  static volatile ClassLoader loaderAtStart;

  /** What its key {@code tell} was. */
  static volatile String told;

  @Override
  public void configure(Context context) {
    told = context.getString("tell");
    String refuse = context.getString("refuse");
    if (refuse != null) {
      // Some sinks say which sink they are, others don't.
      throw new ConfigurationException(refuse.startsWith("Sink '") ? refuse : "refuse = " + refuse);
    }
  }

  @Override
  public synchronized void start() {
    loaderAtStart = Thread.currentThread().getContextClassLoader();
    super.start();
  }

  @Override
  public Status process() {
    Channel channel = getChannel();
    Transaction transaction = channel.getTransaction();
    transaction.begin();
    try {
      Event event = channel.take();
      transaction.commit();
      if (event == null) {
        return Status.BACKOFF;
      }
      BODIES.add(new String(event.getBody(), StandardCharsets.UTF_8));
      return Status.READY;
    } finally {
      transaction.close();
    }
  }
}
