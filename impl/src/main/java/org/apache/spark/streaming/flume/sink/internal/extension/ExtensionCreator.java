package org.apache.spark.streaming.flume.sink.internal.extension;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.flume.conf.ConfigurationException;
import org.apache.spark.streaming.flume.sink.SparkSinkConfig;
import org.apache.spark.streaming.flume.sink.internal.config.ConfigErrors;
import org.apache.spark.streaming.flume.sink.internal.config.NearestKey;
import org.apache.spark.streaming.flume.sink.internal.config.SinkSettings;
import org.apache.spark.streaming.flume.sink.internal.guard.Callee;
import org.apache.spark.streaming.flume.sink.internal.guard.Caller;
import org.apache.spark.streaming.flume.sink.internal.guard.ExtensionCalls;
import org.apache.spark.streaming.flume.sink.internal.guard.ForeignCode;
import org.apache.spark.streaming.flume.sink.spi.Extension;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfigException;
import org.apache.spark.streaming.flume.sink.spi.MapExtensionConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls factories, and turns whatever they throw into a configuration error. */
final class ExtensionCreator {

  private static final Logger LOG = LoggerFactory.getLogger(ExtensionCreator.class);

  private final SinkSettings settings;
  private final LongSupplier nanoClock;
  private final ExtensionCalls calls;
  private final BooleanSupplier cancelled;
  private final ExtensionStack stack;

  ExtensionCreator(
      SinkSettings settings,
      LongSupplier nanoClock,
      ExtensionCalls calls,
      BooleanSupplier cancelled,
      ExtensionStack stack) {
    this.settings = settings;
    this.nanoClock = nanoClock;
    this.calls = calls;
    this.cancelled = cancelled;
    this.stack = stack;
  }

  /** A new extension, already on the stack; its place is the prefix of its keys without the dot. */
  <E extends Extension> E create(
      ExtensionKind<E> kind,
      Candidate<E> candidate,
      String place,
      String alias,
      Map<String, String> keys) {
    MapExtensionConfig config = new MapExtensionConfig(keys);
    goOn();
    String what = kind.word() + " " + (alias.equals(place) ? candidate.name() : alias);
    ScheduledTasks tasks =
        new ScheduledTasks(
            settings.sinkName(), what, candidate.factory().getClass().getClassLoader(), nanoClock);
    Extension created = null;
    try {
      created = call(candidate, config, what, place, contextOf(alias, tasks));
    } finally {
      if (created == null) {
        tasks.close();
      }
    }
    if (created == null) {
      throw refusal(candidate, place, "its create() returned null", null);
    }
    stack.push(place, created, tasks::close);
    goOn();
    // A factory without generics can return anything, and the compiler's cast would throw later.
    if (!kind.type().isInstance(created)) {
      throw refusal(
          candidate,
          place,
          "its create() returned a %s, not %s"
              .formatted(ForeignCode.nameOf(created.getClass()), kind.aWord()),
          null);
    }
    warnOfUnread(config, place, kind.hostKeys());
    return kind.type().cast(created);
  }

  private SinkExtensionContext contextOf(String alias, ScheduledTasks tasks) {
    return new SinkExtensionContext(
        settings.sinkName(), alias, settings.dataDirectory(), nanoClock, tasks);
  }

  private <E extends Extension> Extension call(
      Candidate<E> candidate,
      MapExtensionConfig config,
      String what,
      String place,
      SinkExtensionContext context) {
    Caller caller = calls.caller();
    Callee outer = caller.enter(Callee.of(what, candidate.factory(), "create()"));
    ClassLoader loader = candidate.factory().getClass().getClassLoader();
    ForeignCode foreign = ForeignCode.enter(loader);
    try {
      return candidate.factory().create(config, context);
    } catch (ExtensionConfigException bad) {
      throw ConfigErrors.invalid(
          settings.sinkName(), place + "." + bad.key(), bad.value(), bad.allowed(), bad);
    } catch (Throwable thrown) {
      throw refusal(candidate, place, "its create() failed: " + Advice.on(thrown, loader), thrown);
    } finally {
      foreign.exit();
      caller.exit(outer);
    }
  }

  private void goOn() {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException();
    }
  }

  private ConfigurationException refusal(
      Candidate<?> candidate, String place, String what, Throwable cause) {
    return new ConfigurationException(
        "Sink '%s': %s.%s = %s selects %s, but %s"
            .formatted(
                settings.sinkName(),
                place,
                SparkSinkConfig.CONF_TYPE,
                candidate.name(),
                candidate.origin(),
                what),
        cause);
  }

  private void warnOfUnread(MapExtensionConfig config, String place, Set<String> hostKeys) {
    Set<String> known = new TreeSet<>(config.asked());
    known.addAll(hostKeys);
    for (String key : config.unread()) {
      LOG.warn(
          "Sink '{}': nobody reads the key {}.{}{}",
          settings.sinkName(),
          place,
          key,
          NearestKey.hint(key, known));
    }
  }
}
