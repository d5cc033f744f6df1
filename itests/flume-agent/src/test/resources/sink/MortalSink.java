package example;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import io.netty.channel.EventLoopGroup;
import org.apache.flume.Channel;
import org.apache.flume.Context;
import org.apache.spark.streaming.flume.sink.SparkSink;

/**
 * The sink itself, and a thread that ends its server's I/O threads once a file is there; while there
 * is another, it can't start again.
 */
public final class MortalSink extends SparkSink {

  private volatile Path tripwire;
  private volatile Path keptDown;
  private volatile boolean stopped;

  @Override
  public void configure(Context context) {
    super.configure(context);
    tripwire = Path.of(context.getString("tripwire"));
    keptDown = Path.of(context.getString("kept-down"));
  }

  /** Each start asks for it. */
  @Override
  public Channel getChannel() {
    if (keptDown != null && Files.exists(keptDown)) {
      throw new IllegalStateException("kept down");
    }
    return super.getChannel();
  }

  @Override
  public void start() {
    super.start();
    Thread thread = new Thread(this::die, "mortal-sink");
    thread.setDaemon(true);
    thread.start();
  }

  /** A reload makes a new sink, and the file is for that one. */
  @Override
  public void stop() {
    stopped = true;
    super.stop();
  }

  private void die() {
    try {
      while (!Files.exists(tripwire)) {
        if (stopped) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
      Files.delete(tripwire);
      Object run = field(SparkSink.class, this, "running");
      Object server = field(run.getClass(), run, "server");
      Object ioThreads = field(server.getClass(), server, "ioThreads");
      ((EventLoopGroup) field(ioThreads.getClass(), ioThreads, "group"))
          .shutdownGracefully(0, 1, TimeUnit.SECONDS)
          .awaitUninterruptibly();
      System.out.println("The server of " + getName() + " is dead");
    } catch (Exception e) {
      throw new IllegalStateException("The server of " + getName() + " could not be killed", e);
    }
  }

  private static Object field(Class<?> type, Object object, String name) throws Exception {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(object);
  }
}
