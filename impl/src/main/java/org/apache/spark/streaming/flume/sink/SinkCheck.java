package org.apache.spark.streaming.flume.sink;

import java.io.File;
import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flume.Context;
import org.apache.flume.FlumeException;
import org.apache.flume.conf.FlumeConfiguration;
import org.apache.flume.conf.FlumeConfiguration.AgentConfiguration;
import org.apache.flume.conf.FlumeConfigurationError;
import org.apache.flume.conf.FlumeConfigurationError.ErrorOrWarning;
import org.apache.flume.node.PropertiesFileConfigurationProvider;
import org.apache.flume.util.SSLUtil;
import org.apache.spark.streaming.flume.sink.internal.config.SinkSettings;
import org.apache.spark.streaming.flume.sink.internal.extension.ExtensionStarter;
import org.apache.spark.streaming.flume.sink.internal.extension.LoadedExtensions;

/**
 * A dry run: checks every Spark sink in an agent's properties file without starting anything, with
 * the class path of the agent that is to run it.
 *
 * <pre>{@code
 * java -cp "$FLUME_HOME/lib/*:$FLUME_HOME/plugins.d/flume-spark-sink/lib/*:..." \
 *     org.apache.spark.streaming.flume.sink.SinkCheck flume.properties agent
 * }</pre>
 *
 * <p>The file is read by Flume itself, so environment variables and configuration filters are
 * replaced as an agent does it. Extensions are created from their keys and closed again, as a start
 * and a stop would do; no port is opened and no channel touched. For each sink it prints what would
 * run, or what is wrong with its keys, all of it; once those of its own are right, all that is
 * wrong with its extensions.
 *
 * <p>Ends with exit code 0 if every sink could be started, and 1 if one could not, or there is
 * none.
 */
public final class SinkCheck {

  /** Log4j's own setting for where there is no configuration: warnings of keys nobody reads. */
  private static final String LOG4J_LEVEL = "org.apache.logging.log4j.level";

  private final PrintStream out;
  private boolean failed;

  private SinkCheck(PrintStream out) {
    this.out = out;
  }

  /** See the class. */
  public static void main(String[] arguments) {
    if (System.getProperty(LOG4J_LEVEL) == null) {
      System.setProperty(LOG4J_LEVEL, "WARN");
    }
    System.exit(run(arguments, System.out));
  }

  /** Checks what the arguments name; gives the exit code. */
  static int run(String[] arguments, PrintStream out) {
    if (arguments.length != 2) {
      out.println("Two arguments are needed: the agent's properties file, and the agent's name");
      return 1;
    }
    SinkCheck check = new SinkCheck(out);
    check.agent(new File(arguments[0]), arguments[1]);
    return check.failed ? 1 : 0;
  }

  @SuppressWarnings("deprecation") // what takes its place is not in Flume 1.9
  private void agent(File file, String agent) {
    if (!file.canRead()) {
      fail("There is no file %s that can be read".formatted(file));
      return;
    }
    SSLUtil.initGlobalSSLParameters();
    FlumeConfiguration configuration =
        new PropertiesFileConfigurationProvider(agent, file).getFlumeConfiguration();
    AgentConfiguration components = configuration.getConfigurationFor(agent);
    if (components == null) {
      fail("%s configures no agent '%s'".formatted(file, agent));
      return;
    }
    // What Flume refuses, a sink without a channel for one, it leaves out.
    configuration.getConfigurationErrors().forEach(this::tellRefused);
    Map<String, Context> sinks = new TreeMap<>(components.getSinkContext());
    sinks.values().removeIf(context -> !isOurs(context));
    if (sinks.isEmpty()) {
      fail("Agent '%s' has no sink of type %s".formatted(agent, SparkSink.class.getName()));
    }
    sinks.forEach(this::sink);
  }

  private static boolean isOurs(Context context) {
    return SparkSink.class.getName().equals(context.getString("type"));
  }

  private void tellRefused(FlumeConfigurationError error) {
    if (error.getErrorOrWarning() == ErrorOrWarning.ERROR) {
      fail(
          "Flume refuses %s.%s: %s"
              .formatted(error.getComponentName(), error.getKey(), error.getErrorType()));
    }
  }

  private void sink(String name, Context context) {
    try {
      SinkSettings settings = SinkSettings.parse(name, context);
      out.printf("Sink '%s': %s%n", name, settings.describe());
      try (LoadedExtensions extensions = new ExtensionStarter().load(settings, System::nanoTime)) {
        extensions.describe().forEach(line -> out.printf("Sink '%s': %s%n", name, line));
      }
    } catch (FlumeException wrong) {
      fail(wrong.getMessage());
    }
  }

  private void fail(String why) {
    failed = true;
    out.println("ERROR: " + why);
  }
}
