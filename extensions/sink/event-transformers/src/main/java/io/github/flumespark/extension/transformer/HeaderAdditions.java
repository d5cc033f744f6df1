package io.github.flumespark.extension.transformer;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
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
  private static final String TIME_ZONE = "timeZone";
  private static final List<String> NONE_OR_NOW = List.of("none", "now");

  private final ExtensionConfig config;
  private final LongSupplier wallClock;

  HeaderAdditions(ExtensionConfig config, LongSupplier wallClock) {
    this.config = config;
    this.wallClock = wallClock;
  }

  /** What may stand in names and values. */
  TemplateValues values() {
    boolean useIp = config.getBoolean("useIP", true);
    boolean now = config.getChoice(TIMESTAMP_DEFAULT, "none", NONE_OR_NOW).equals("now");
    String zone = config.getString(TIME_ZONE, "UTC");
    try {
      return new TemplateValues(
          () -> host(useIp),
          new TimestampHeader("timestamp", config.getList(TIMESTAMP_FROM), now ? wallClock : null),
          ZoneId.of(zone));
    } catch (DateTimeException unknown) {
      throw config.invalid(TIME_ZONE, "a time zone such as UTC, +02:00 or Europe/Berlin");
    }
  }

  /** The values by header, the agent's host among them. */
  Map<String, HeaderTemplate> templates(TemplateValues values) {
    Map<String, HeaderTemplate> templates = new LinkedHashMap<>();
    Keys.below(config, ADD)
        .forEach(
            (name, text) -> templates.put(name, Keys.template(config, ADD + name, text, values)));
    String hostHeader = config.getString(HOST, null);
    if (hostHeader != null) {
      HeaderTemplate host = HeaderTemplate.constant(values.host().get());
      refuseSecondValue(HOST, templates.put(hostHeader, host));
    }
    return templates;
  }

  /** Null for none. */
  TimestampHeader timestamp(Map<String, HeaderTemplate> others) {
    String name = config.getString(TIMESTAMP, null);
    List<String> sources = config.getList(TIMESTAMP_FROM);
    boolean now = config.getChoice(TIMESTAMP_DEFAULT, "none", NONE_OR_NOW).equals("now");
    if (name == null) {
      return null;
    }
    refuseSecondValue(TIMESTAMP, others.get(name));
    if (sources.isEmpty() && !now) {
      throw config.invalid(
          TIMESTAMP,
          ("together with %s, a list of headers to read the time from, or with %s = now, the agent's"
                  + " clock, which tells another time when an event is delivered again")
              .formatted(TIMESTAMP_FROM, TIMESTAMP_DEFAULT));
    }
    return new TimestampHeader(name, sources, now ? wallClock : null);
  }

  private void refuseSecondValue(String key, HeaderTemplate otherValue) {
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
