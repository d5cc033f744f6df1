package org.apache.spark.streaming.flume.sink.internal.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.management.MBeanException;
import javax.management.ReflectionException;
import org.apache.flume.Channel;
import org.apache.flume.Context;
import org.apache.spark.streaming.flume.sink.TestSink;
import org.apache.spark.streaming.flume.sink.internal.config.SinkSettings;

/** A sink's configuration, and the jars that its agent would see. */
final class ExtensionWorld implements AutoCloseable {

  private final Path directory;
  private final Context context = new Context();
  private final List<URL> jars = new ArrayList<>();
  private final List<URLClassLoader> loaders = new ArrayList<>();

  ExtensionWorld(Path directory) {
    this.directory = directory;
    set("port", "0");
    set("dataDirectory", directory.resolve("data").toString());
  }

  ExtensionWorld set(String key, String value) {
    context.put(key, value);
    return this;
  }

  /** Transformers of these types, whose aliases are t1, t2 and so on. */
  ExtensionWorld chain(String... types) {
    List<String> aliases = new ArrayList<>();
    for (String type : types) {
      String alias = "t" + (aliases.size() + 1);
      set("transformers." + alias + ".type", type);
      aliases.add(alias);
    }
    return set("transformers", String.join(" ", aliases));
  }

  /** A jar made of a folder below {@code providers}. */
  ExtensionWorld jar(String fileName, String folder) {
    try {
      jars.add(ProviderJar.build(folder, directory, fileName).toUri().toURL());
      return this;
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A jar as it is. */
  ExtensionWorld jar(Path jar) {
    try {
      jars.add(jar.toUri().toURL());
      return this;
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  LoadedExtensions load() {
    return load(loader());
  }

  LoadedExtensions load(URLClassLoader loader) {
    loaders.add(loader);
    return load(loader, new ExtensionStarter(), System::nanoTime);
  }

  LoadedExtensions load(ExtensionStarter starter) {
    return load(starter, System::nanoTime);
  }

  LoadedExtensions load(ExtensionStarter starter, LongSupplier nanoClock) {
    URLClassLoader loader = loader();
    loaders.add(loader);
    return load(loader, starter, nanoClock);
  }

  /** The next start of the same sink, or the first. */
  LoadedExtensions loadAgain(ExtensionStarter starter) {
    if (loaders.isEmpty()) {
      return load(starter);
    }
    return load(loaders.get(loaders.size() - 1), starter, System::nanoTime);
  }

  private LoadedExtensions load(
      URLClassLoader loader, ExtensionStarter starter, LongSupplier nanoClock) {
    return under(loader, () -> starter.load(SinkSettings.parse("spark", context), nanoClock));
  }

  /** A whole sink with this configuration, on a channel of its own. */
  TestSink start(Channel channel) {
    URLClassLoader loader = loader();
    loaders.add(loader);
    return under(loader, () -> TestSink.on(channel, context.getParameters()));
  }

  /** The same, but not started yet; its extensions are found by a thread under this loader. */
  TestSink configured(Channel channel) {
    return TestSink.configured(channel, context.getParameters());
  }

  /** Starts a sink where its agent would see the jars. */
  void start(TestSink sink) {
    URLClassLoader loader = loader();
    loaders.add(loader);
    under(
        loader,
        () -> {
          sink.sink().start();
          return null;
        });
  }

  /** From now on the agent sees these jars alone, as in a framework a bundle's new version. */
  ExtensionWorld replaceJars(String fileName, String folder) {
    jars.clear();
    return jar(fileName, folder);
  }

  /** Has a running sink take up what its agent sees now. */
  void reload(TestSink sink) {
    URLClassLoader loader = loader();
    loaders.add(loader);
    under(
        loader,
        () -> {
          try {
            return sink.sink().invoke("reloadExtensions", new Object[0], new String[0]);
          } catch (MBeanException e) {
            throw (RuntimeException) e.getTargetException();
          } catch (ReflectionException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** Forgets the loader of the first start, as a framework does with a bundle's old version. */
  WeakReference<ClassLoader> forgetFirstLoader() throws IOException {
    URLClassLoader first = loaders.remove(0);
    first.close();
    return new WeakReference<>(first);
  }

  private URLClassLoader loader() {
    return new URLClassLoader(jars(), getClass().getClassLoader());
  }

  private static <T> T under(ClassLoader loader, Supplier<T> action) {
    Thread thread = Thread.currentThread();
    ClassLoader outer = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return action.get();
    } finally {
      assertThat(thread.getContextClassLoader()).isSameAs(loader);
      thread.setContextClassLoader(outer);
    }
  }

  URL[] jars() {
    return jars.toArray(new URL[0]);
  }

  /** Extensions write here, across class loaders. */
  static String journal() {
    return System.getProperty("ext.journal", "");
  }

  @Override
  public void close() throws IOException {
    System.clearProperty("ext.journal");
    for (URLClassLoader loader : loaders) {
      loader.close();
    }
  }
}
