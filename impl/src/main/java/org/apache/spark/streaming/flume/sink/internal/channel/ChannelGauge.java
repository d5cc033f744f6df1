package org.apache.spark.streaming.flume.sink.internal.channel;

import java.lang.reflect.Field;
import java.util.concurrent.Semaphore;
import org.apache.flume.Channel;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.instrumentation.ChannelCounter;

/**
 * How full a channel is, as its own counter tells it: the one that Flume shows in JMX, read from
 * the channel itself, since in JMX another agent's channel of the same name may stand in its place.
 * Memory, file and spillable channels keep it; others don't, or leave it at 0. Thread-safe, and
 * never waits.
 *
 * <p>A channel sets its size when a transaction ends, so events of open transactions may or may not
 * be in it.
 */
public final class ChannelGauge {

  /** What is not known. */
  public static final long UNKNOWN = -1;

  private static final String FILE_CHANNEL = "org.apache.flume.channel.file.FileChannel";

  /** A MemoryChannel counts its bytes in slots of this size, rounded up for each event. */
  private static final long BYTES_OF_A_SLOT = 100;

  private final Channel channel;
  private final ChannelCounter counter;
  private final Field byteCapacity;
  private final Field bytesRemaining;

  private ChannelGauge(Channel channel) {
    this.channel = channel;
    this.counter = counts(channel) ? counterOf(channel) : null;
    boolean memory = channel instanceof MemoryChannel;
    this.byteCapacity = memory ? open(MemoryChannel.class, "byteCapacity") : null;
    this.bytesRemaining = memory ? open(MemoryChannel.class, "bytesRemaining") : null;
  }

  public static ChannelGauge of(Channel channel) {
    return new ChannelGauge(channel);
  }

  private static boolean counts(Channel channel) {
    boolean counts = channel instanceof MemoryChannel;
    for (Class<?> type = channel.getClass(); type != null; type = type.getSuperclass()) {
      counts |= type.getName().equals(FILE_CHANNEL);
    }
    return counts;
  }

  /** The most derived class's: a spillable channel counts both of its parts, above a file's. */
  private static ChannelCounter counterOf(Channel channel) {
    for (Class<?> type = channel.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (ChannelCounter.class.isAssignableFrom(field.getType())) {
          return (ChannelCounter) valueOf(open(type, field.getName()), channel);
        }
      }
    }
    return null;
  }

  static Field open(Class<?> type, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException | RuntimeException closed) {
      return null;
    }
  }

  static Object valueOf(Field field, Object of) {
    try {
      return field == null ? null : field.get(of);
    } catch (ReflectiveOperationException | RuntimeException closed) {
      return null;
    }
  }

  /** Events in the channel; {@link #UNKNOWN} where it doesn't tell. */
  public long events() {
    return counter == null ? UNKNOWN : counter.getChannelSize();
  }

  /** Events that fit into the channel; {@link #UNKNOWN} where it doesn't tell. */
  public long capacity() {
    return counter == null ? UNKNOWN : counter.getChannelCapacity();
  }

  /** Bytes in the channel, as it estimates them; {@link #UNKNOWN} where it doesn't tell. */
  public long bytes() {
    if (valueOf(byteCapacity, channel) instanceof Integer slots
        && valueOf(bytesRemaining, channel) instanceof Semaphore left) {
      return (slots - left.availablePermits()) * BYTES_OF_A_SLOT;
    }
    return UNKNOWN;
  }
}
