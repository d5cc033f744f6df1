package example;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import io.netty.channel.EventLoopGroup;
import org.apache.flume.Context;
import org.apache.spark.streaming.flume.sink.SparkSink;

/** The sink itself, and a thread that ends its server's I/O threads once a file is there. */
public final class MortalSink extends SparkSink {

  private volatile Path tripwire;
  private volatile boolean stopped;

  @Override
  public void configure(Context context) {
    super.configure(context);
    tripwire = Path.of(context.getString("tripwire"));
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
      Field running = SparkSink.class.getDeclaredField("running");
      running.setAccessible(true);
      Object parts = running.get(this);
      Method server = parts.getClass().getDeclaredMethod("server");
      server.setAccessible(true);
      Object sinkServer = server.invoke(parts);
      Field ioThreads = sinkServer.getClass().getDeclaredField("ioThreads");
      ioThreads.setAccessible(true);
      ((EventLoopGroup) ioThreads.get(sinkServer))
          .shutdownGracefully(0, 1, TimeUnit.SECONDS)
          .awaitUninterruptibly();
      System.out.println("The server of " + getName() + " is dead");
    } catch (Exception e) {
      throw new IllegalStateException("The server of " + getName() + " could not be killed", e);
    }
  }
}
