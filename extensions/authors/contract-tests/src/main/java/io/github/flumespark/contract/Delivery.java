package io.github.flumespark.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.Emitter;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;

/** One call of a transformer, and all that came of it. */
final class Delivery implements Emitter {

  private final Thread caller = Thread.currentThread();
  private final List<SinkEvent> outputs = new ArrayList<>();
  private final List<SinkEvent> asEmitted = new ArrayList<>();
  private final List<String> strays = new CopyOnWriteArrayList<>();
  private volatile boolean over;
  private Class<?> failure;
  private int nulls;

  private Delivery() {}

  /** Delivers an event as the sink does: an exception makes the outputs vanish. */
  static Delivery of(EventTransformer transformer, SinkEvent event) {
    Delivery delivery = new Delivery();
    try {
      transformer.transform(event, delivery);
    } catch (Exception e) {
      delivery.failure = e.getClass();
      delivery.outputs.clear();
      delivery.asEmitted.clear();
    } finally {
      delivery.over = true;
    }
    return delivery;
  }

  @Override
  public void emit(SinkEvent event) {
    if (over || Thread.currentThread() != caller) {
      strays.add(event + " on " + Thread.currentThread().getName());
    } else if (event == null) {
      nulls++;
    } else {
      outputs.add(event);
      asEmitted.add(copy(event));
    }
  }

  /** The very objects that were emitted. */
  List<SinkEvent> outputs() {
    return outputs;
  }

  /** Copies, made when the outputs were emitted. */
  List<SinkEvent> asEmitted() {
    return asEmitted;
  }

  /** The class of what the call threw, or null. */
  Class<?> failure() {
    return failure;
  }

  int nulls() {
    return nulls;
  }

  /** What was emitted when or where nothing may be emitted. */
  List<String> strays() {
    return strays;
  }

  static SinkEvent copy(SinkEvent event) {
    byte[] body = new byte[event.bodyLength()];
    event.body().get(body);
    return SinkEvent.of(event.headers(), body);
  }
}
