package org.apache.spark.streaming.flume.sink.internal.extension;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.streaming.flume.sink.internal.guard.Callee;
import org.apache.spark.streaming.flume.sink.internal.guard.Caller;
import org.apache.spark.streaming.flume.sink.internal.guard.ExtensionCalls;
import org.apache.spark.streaming.flume.sink.internal.guard.ForeignCode;
import org.apache.spark.streaming.flume.sink.internal.guard.Origin;
import org.apache.spark.streaming.flume.sink.spi.Extension;
import org.apache.spark.streaming.flume.sink.spi.ExtensionFactory;

/**
 * Looks for the factories of one kind. A provider that is broken in whatever way is put aside, and
 * the others are still found.
 */
final class Discovery<E extends Extension> {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
  private static final Set<String> RESERVED = Set.of("default", "none");

  /**
   * ServiceLoader steps over a broken provider, but not over a class loader that can't list its
   * resources: that would fail for ever.
   */
  private static final int MAX_FAILURES_IN_A_ROW = 100;

  private final ExtensionKind<E> kind;
  private final Caller caller;
  private final List<Candidate<E>> candidates = new ArrayList<>();
  private final List<BrokenProvider> broken = new ArrayList<>();
  private final List<Throwable> notLoaded = new ArrayList<>();
  private final Set<String> loaded = new HashSet<>();

  private Discovery(ExtensionKind<E> kind, Caller caller) {
    this.kind = kind;
    this.caller = caller;
  }

  /** Empty where the platform has no service loader to offer yet. */
  static <E extends Extension> Optional<Catalog<E>> run(
      ExtensionKind<E> kind, ExtensionCalls calls) {
    Discovery<E> discovery = new Discovery<>(kind, calls.caller());
    ClassLoader loader = loader(kind.factoryType());
    ForeignCode foreign = ForeignCode.enter(loader);
    try {
      ServiceLoader<? extends ExtensionFactory<E>> services = kind.serviceLoader().get();
      if (services == null) {
        return Optional.empty();
      }
      discovery.iterate(services);
      discovery.putAsideNotLoaded(loader);
    } catch (Throwable unusable) {
      discovery.putAside("looking for " + kind.aWord() + " failed", unusable, loader, "");
    } finally {
      foreign.exit();
    }
    return Optional.of(new Catalog<>(kind, discovery.candidates, discovery.broken));
  }

  /** An agent may run us under a loader that knows the API by another identity, or not at all. */
  private static ClassLoader loader(Class<?> factoryType) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    try {
      if (context != null && Class.forName(factoryType.getName(), false, context) == factoryType) {
        return context;
      }
    } catch (Throwable blind) {
      // Then our own loader it is.
    }
    return Discovery.class.getClassLoader();
  }

  /** By way of the stream, so that a class is known by name before its constructor runs. */
  private void iterate(ServiceLoader<? extends ExtensionFactory<E>> services) {
    Iterator<? extends ServiceLoader.Provider<? extends ExtensionFactory<E>>> providers =
        services.stream().iterator();
    int failures = 0;
    while (failures < MAX_FAILURES_IN_A_ROW) {
      ServiceLoader.Provider<? extends ExtensionFactory<E>> provider;
      try {
        if (!providers.hasNext()) {
          return;
        }
        provider = providers.next();
      } catch (Throwable unusable) {
        failures++;
        notLoaded.add(unusable);
        continue;
      }
      failures = 0;
      loaded.add(provider.type().getName());
      examine(provider);
    }
  }

  private void examine(ServiceLoader.Provider<? extends ExtensionFactory<E>> provider) {
    String who = provider.type().getName();
    String doing = "its constructor failed";
    Callee outer = caller.enter(new Callee(kind.word(), who, "the constructor or name()"));
    ForeignCode foreign = ForeignCode.enter(provider.type().getClassLoader());
    try {
      Origin origin = Origin.of(provider.type());
      who = origin.toString();
      ExtensionFactory<E> factory = provider.get();
      doing = "its name() failed";
      String name = factory.name();
      Optional<String> objection = objection(name);
      if (objection.isPresent()) {
        broken.add(new BrokenProvider(who + ": " + objection.get(), null));
      } else {
        candidates.add(new Candidate<>(name, factory, origin));
      }
    } catch (Throwable unusable) {
      putAside(who + ": " + doing, unusable, provider.type().getClassLoader(), "");
    } finally {
      foreign.exit();
      caller.exit(outer);
    }
  }

  private static Optional<String> objection(String name) {
    if (name == null) {
      return Optional.of("its name() is null");
    }
    if (RESERVED.contains(name)) {
      return Optional.of("its name() is '" + name + "', which is reserved");
    }
    if (!NAME.matcher(name).matches()) {
      return Optional.of("its name() is '" + name + "', which does not match " + NAME);
    }
    return Optional.empty();
  }

  private void putAsideNotLoaded(ClassLoader loader) {
    if (notLoaded.isEmpty()) {
      return;
    }
    List<String> names = ProviderFiles.notLoaded(kind.factoryType(), loader, loaded);
    String where = names.isEmpty() ? "" : "; not loaded: " + String.join(", ", names);
    for (Throwable cause : notLoaded) {
      putAside(
          "a provider of " + kind.factoryType().getName() + " can't be loaded",
          cause,
          loader,
          where);
    }
  }

  private void putAside(String what, Throwable cause, ClassLoader loader, String where) {
    String text = what + ": " + Advice.on(cause, loader) + where;
    // A class loader that fails for ever says the same for ever.
    if (broken.stream().noneMatch(known -> known.text().equals(text))) {
      broken.add(new BrokenProvider(text, cause));
    }
  }
}
