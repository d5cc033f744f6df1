package io.github.flumespark.itest.benchmarks.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.flume.Channel;
import org.apache.flume.Context;
import org.apache.flume.NamedComponent;
import org.apache.flume.Sink;
import org.apache.flume.SinkRunner;
import org.apache.flume.conf.Configurable;
import org.apache.flume.conf.Configurables;
import org.apache.flume.instrumentation.MonitorService;
import org.apache.flume.sink.DefaultSinkProcessor;

/**
 * A JVM with a channel and, unless {@code sink=none}, the {@code SparkSink} of its class path.
 * Takes commands on standard input, one a line, and answers each with one line on standard output:
 * {@code ok} and values, or {@code error} and why.
 *
 * <p>Arguments are {@code key=value}: {@code channel} (memory or file), {@code channel.*} and
 * {@code sink.*} with Flume's keys, and {@code monitor.*} for a monitor in the same JVM.
 */
public final class SinkHost {

  private static final Map<String, String> SINKS =
      Map.of(
          "spark", "org.apache.spark.streaming.flume.sink.SparkSink",
          "kafka", "org.apache.flume.sink.kafka.KafkaSink");
  private static final String MONITOR = "io.github.flumespark.monitor.AgentMonitor";
  private static final Map<String, String> CHANNELS =
      Map.of(
          "memory", "org.apache.flume.channel.MemoryChannel",
          "file", "org.apache.flume.channel.file.FileChannel");

  private final Channel channel;
  private final Sink sink;

  /** Clients ask it for events; others take them from the channel once they are told to. */
  private final boolean isServer;

  private final Meter meter = new Meter();
  private final Feeder feeder;

  private SinkHost(Map<String, String> settings) throws ReflectiveOperationException {
    channel = (Channel) create(CHANNELS.get(settings.get("channel")));
    configure(channel, "channel", settings);
    channel.start();
    String kind = settings.get("sink");
    if (kind.equals("none")) {
      sink = null;
    } else {
      sink = (Sink) create(SINKS.get(kind));
      sink.setChannel(channel);
      configure(sink, "sink", settings);
    }
    isServer = kind.equals("spark");
    if (isServer) {
      sink.start();
    }
    feeder = new Feeder(channel);
    startMonitor(settings);
  }

  /** As Flume would, with whatever {@code monitor.*} says; not without any. */
  private static void startMonitor(Map<String, String> settings)
      throws ReflectiveOperationException {
    Map<String, String> own = own(settings, "monitor.");
    if (!own.isEmpty()) {
      MonitorService monitor = (MonitorService) create(MONITOR);
      monitor.configure(new Context(own));
      monitor.start();
    }
  }

  private static Object create(String className) throws ReflectiveOperationException {
    return Class.forName(className).getDeclaredConstructor().newInstance();
  }

  private static void configure(
      NamedComponent component, String name, Map<String, String> settings) {
    component.setName(name);
    Configurables.configure((Configurable) component, new Context(own(settings, name + ".")));
  }

  private static Map<String, String> own(Map<String, String> settings, String prefix) {
    Map<String, String> own = new HashMap<>();
    settings.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            own.put(key.substring(prefix.length()), value);
          }
        });
    return own;
  }

  private String port() throws ReflectiveOperationException {
    return !isServer ? "0" : String.valueOf(sink.getClass().getMethod("getPort").invoke(sink));
  }

  /** Starts channel and sink, and serves commands until {@code exit} or the end of the input. */
  @SuppressWarnings("CatchAndPrintStackTrace") // standard error is the log
  public static void main(String[] args) {
    Map<String, String> settings = new HashMap<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      settings.put(arg.substring(0, equals), arg.substring(equals + 1));
    }
    try {
      SinkHost host = new SinkHost(settings);
      answer("ok port=" + host.port());
      host.serve();
    } catch (Throwable t) {
      // Errors too: a class that is missing must not look like a start that takes long.
      answer("error " + t);
      t.printStackTrace();
    } finally {
      // Whatever threads a sink leaves behind.
      Runtime.getRuntime().halt(0);
    }
  }

  private void serve() throws IOException {
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      List<String> words = new ArrayList<>(List.of(line.strip().split(" ", -1)));
      String command = words.remove(0);
      if (command.equals("exit")) {
        return;
      }
      try {
        answer(("ok " + run(command, words.stream().mapToLong(Long::parseLong).toArray())).strip());
      } catch (Exception e) {
        answer("error " + e.toString().replaceAll("\\s+", " "));
      }
    }
  }

  private static void answer(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private String run(String command, long[] args) throws Exception {
    return switch (command) {
      case "clock" -> "nanos=" + System.nanoTime();
      case "fill" -> done(() -> feeder.fill((int) args[0], (int) args[1]));
      case "feed" -> done(() -> feeder.feed((int) args[0], (int) args[1]));
      case "burst" -> done(() -> feeder.burst((int) args[0]));
      case "pour" -> done(() -> feeder.pour((int) args[0], (int) args[1]));
      case "run" -> done(this::runSink);
      case "begin" -> done(this::begin);
      case "end" -> meter.end();
      case "memory" -> Meter.memory();
      case "waiting" -> "polls=" + waitingPolls();
      case "drain" -> Drain.run(channel, (int) args[0], (int) args[1], args[2]);
      case "count" -> "events=" + Drain.all(channel);
      case "stop" -> stop();
      default -> throw new IllegalArgumentException("unknown command " + command);
    };
  }

  private static Object waitingPolls() throws JMException {
    return ManagementFactory.getPlatformMBeanServer()
        .getAttribute(new ObjectName("org.apache.flume.sink:type=sink"), "WaitingPollCount");
  }

  private static String done(Runnable action) {
    action.run();
    return "";
  }

  /** Starts a sink that is no server, and drives it as an agent does. */
  private void runSink() {
    DefaultSinkProcessor processor = new DefaultSinkProcessor();
    processor.setSinks(List.of(sink));
    new SinkRunner(processor).start();
  }

  private void begin() {
    System.gc();
    meter.begin();
  }

  private String stop() {
    long start = System.nanoTime();
    sink.stop();
    return "nanos=" + (System.nanoTime() - start);
  }
}
