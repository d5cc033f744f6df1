package io.github.flumespark.extension.interceptor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flume.Context;
import org.apache.flume.Event;
import org.apache.flume.interceptor.Interceptor;

/**
 * As somebody writes one who knows that a source has one thread: it alters the event that it is
 * given, in a buffer that it keeps, and counts in a plain field.
 */
public final class PickyInterceptor implements Interceptor {

  /** All that were made. */
  static final Queue<PickyInterceptor> MADE = new ConcurrentLinkedQueue<>();

  private final String suffix;
  private final byte[] buffer = new byte[1];
  private Event current;
  Thread thread;
  final AtomicInteger initialized = new AtomicInteger();
  final AtomicInteger closed = new AtomicInteger();

  PickyInterceptor(String suffix) {
    this.suffix = suffix;
  }

  @Override
  public void initialize() {
    initialized.incrementAndGet();
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // Opens the gap for a second thread, if there is one.
  public Event intercept(Event event) {
    if (thread != null && thread != Thread.currentThread()) {
      throw new IllegalStateException("a second thread");
    }
    thread = Thread.currentThread();
    current = event;
    Thread.yield();
    String body = new String(current.getBody(), UTF_8);
    if (body.equals("fail")) {
      throw new IllegalArgumentException(body);
    }
    if (body.equals("null")) {
      current.setBody(null);
      current.setHeaders(null);
    } else if (!body.equals("same")) {
      buffer[0] = (byte) (body + suffix).hashCode();
      current.setBody(buffer);
      current.getHeaders().put("seen", "yes");
    }
    return body.equals("drop") ? null : current;
  }

  @Override
  public List<Event> intercept(List<Event> events) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    closed.incrementAndGet();
  }

  /** Needs the key suffix. */
  public static final class Builder implements Interceptor.Builder {

    private String suffix;

    @Override
    public void configure(Context context) {
      suffix = context.getString("suffix");
      if (suffix == null) {
        throw new IllegalArgumentException("no suffix");
      }
    }

    @Override
    public Interceptor build() {
      PickyInterceptor made = new PickyInterceptor(suffix);
      MADE.add(made);
      return made;
    }
  }
}
