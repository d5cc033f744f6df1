package io.github.flumespark.extension.transformer;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;

/** Reads which headers are added, and refuses two values for one. */
final class HeaderAdditions {

  private static final String ADD = "add.";
  private static final String HOST = "hostHeader";
  private static final String TIMESTAMP = "timestampHeader";
  private static final String TIMESTAMP_FROM = "timestampFrom";
  private static final String TIMESTAMP_DEFAULT = "timestampDefault";
  private static final List<String> NONE_OR_NOW = List.of("none", "now");

  private final ExtensionConfig config;
  private final LongSupplier wallClock;

  HeaderAdditions(ExtensionConfig config, LongSupplier wallClock) {
    this.config = config;
    this.wallClock = wallClock;
  }

  /** The constants, the agent's host among them. */
  Map<String, String> constants() {
    Map<String, String> constants = Keys.below(config, ADD);
    boolean useIp = config.getBoolean("useIP", true);
    String hostHeader = config.getString(HOST, null);
    if (hostHeader != null) {
      refuseSecondValue(HOST, constants.put(hostHeader, host(useIp)));
    }
    return constants;
  }

  /** Null for none. */
  TimestampHeader timestamp(Map<String, String> constants) {
    String name = config.getString(TIMESTAMP, null);
    List<String> sources = config.getList(TIMESTAMP_FROM);
    boolean now = config.getChoice(TIMESTAMP_DEFAULT, "none", NONE_OR_NOW).equals("now");
    if (name == null) {
      return null;
    }
    refuseSecondValue(TIMESTAMP, constants.get(name));
    if (sources.isEmpty() && !now) {
      throw config.invalid(
          TIMESTAMP,
          ("together with %s, a list of headers to read the time from, or with %s = now, the agent's"
                  + " clock, which tells another time when an event is delivered again")
              .formatted(TIMESTAMP_FROM, TIMESTAMP_DEFAULT));
    }
    return new TimestampHeader(name, sources, now ? wallClock : null);
  }

  private void refuseSecondValue(String key, String otherValue) {
    if (otherValue != null) {
      throw config.invalid(
          key, "a header that no other of the keys " + ADD + "NAME, " + HOST + " adds");
    }
  }

  private static String host(boolean useIp) {
    try {
      InetAddress host = InetAddress.getLocalHost();
      return useIp ? host.getHostAddress() : host.getCanonicalHostName();
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(
          ("This machine's own address is not known, so %s has no value; make its host name"
                  + " resolvable, or write the value as %sNAME")
              .formatted(HOST, ADD),
          e);
    }
  }
}
