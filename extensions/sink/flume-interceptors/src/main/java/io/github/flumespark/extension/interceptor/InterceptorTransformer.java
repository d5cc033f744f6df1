package io.github.flumespark.extension.interceptor;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.flume.Event;
import org.apache.flume.event.EventBuilder;
import org.apache.flume.interceptor.Interceptor;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.Emitter;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;

/** One interceptor for each thread; see {@link InterceptorTransformerFactory}. */
final class InterceptorTransformer implements EventTransformer {

  private final Supplier<Interceptor> maker;

  /** Not a ThreadLocal: all of them have to be closed in the end. */
  private final Map<Thread, Interceptor> ofThreads = new ConcurrentHashMap<>();

  /** Made at once, so that a mistake in its keys keeps the sink from starting. Guarded by this. */
  private Interceptor spare;

  /**
   * A transformer.
   *
   * @param maker makes interceptors that are initialized
   * @throws RuntimeException what the maker throws
   */
  InterceptorTransformer(Supplier<Interceptor> maker) {
    this.maker = maker;
    this.spare = maker.get();
  }

  @Override
  public void transform(SinkEvent event, Emitter out) {
    Interceptor interceptor = ofThreads.get(Thread.currentThread());
    if (interceptor == null) {
      interceptor = forThisThread();
    }
    byte[] body = new byte[event.bodyLength()];
    event.body().get(body);
    Event result =
        interceptor.intercept(EventBuilder.withBody(body, new HashMap<>(event.headers())));
    if (result != null) {
      out.emit(output(event, result));
    }
  }

  private Interceptor forThisThread() {
    closeThoseOfDeadThreads();
    Interceptor interceptor;
    synchronized (this) {
      interceptor = spare;
      spare = null;
    }
    if (interceptor == null) {
      interceptor = maker.get();
    }
    ofThreads.put(Thread.currentThread(), interceptor);
    return interceptor;
  }

  private void closeThoseOfDeadThreads() {
    Iterator<Map.Entry<Thread, Interceptor>> entries = ofThreads.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Thread, Interceptor> entry = entries.next();
      // Two threads may come here at once, and only one of them removes it.
      if (!entry.getKey().isAlive() && ofThreads.remove(entry.getKey(), entry.getValue())) {
        entry.getValue().close();
      }
    }
  }

  /** The input itself where nothing was altered. Copies: an interceptor may use its event again. */
  private static SinkEvent output(SinkEvent input, Event result) {
    Map<String, String> headers = result.getHeaders() == null ? Map.of() : result.getHeaders();
    byte[] body = result.getBody() == null ? new byte[0] : result.getBody();
    SinkEvent output = headers.equals(input.headers()) ? input : input.withHeaders(headers);
    return ByteBuffer.wrap(body).equals(input.body()) ? output : output.withBody(body);
  }

  @Override
  public synchronized void close() {
    RuntimeException first = null;
    List<Interceptor> all = new ArrayList<>(ofThreads.values());
    ofThreads.clear();
    if (spare != null) {
      all.add(spare);
      spare = null;
    }
    for (Interceptor interceptor : all) {
      try {
        interceptor.close();
      } catch (RuntimeException failed) {
        first = first == null ? failed : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
