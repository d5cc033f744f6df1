package io.github.flumespark.itest.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * A running framework with the sink, Flume and what they need. Whatever goes on inside runs under
 * the platform's class loader, so that nothing in there can find a class on the tests' class path.
 */
final class Container implements AutoCloseable {

  /** What anything may take on a busy machine; each wait ends as soon as it can. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  static final String SINK = "io.github.flumespark.flume-spark-sink";
  static final String FLUME = "io.github.flumespark.flume-spark-osgi";
  static final String MEDIATOR = "org.apache.aries.spifly.dynamic.bundle";

  private final Path directory;
  private final Path log;
  private final Framework framework;

  private Container(Path directory, Framework framework) {
    this.directory = directory;
    this.log = directory.resolve("framework.log");
    this.framework = framework;
  }

  /**
   * Starts a world with the bundles of Flume, the sink, the agent's driver and the source; the
   * mediator first, as start levels do it elsewhere.
   */
  static Container start(World world, String test) throws IOException {
    return start(world, test, everything(world), true);
  }

  /** Starts just these bundles, with the agent's driver and the source. */
  static Container startOnly(World world, String test, List<Path> bundles) throws IOException {
    return start(world, test, bundles, true);
  }

  /** The same, but the mediator is only installed. */
  static Container startWithoutMediator(World world, String test) throws IOException {
    return start(world, test, everything(world), false);
  }

  private static List<Path> everything(World world) {
    List<Path> all = new ArrayList<>(Jars.world(world.libraries()));
    all.addAll(List.of(Jars.api(), Jars.flume(), Jars.sink()));
    return all;
  }

  private static Container start(World world, String test, List<Path> jars, boolean mediator)
      throws IOException {
    Path directory = fresh(test, world);
    // The logger in the framework reads it when its class is loaded, so each framework has its own.
    System.setProperty(
        "org.slf4j.simpleLogger.logFile", directory.resolve("framework.log").toString());
    System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
    System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "HH:mm:ss.SSS");
    Framework framework =
        world.create(
            Map.of(
                Constants.FRAMEWORK_STORAGE,
                directory.resolve("cache").toString(),
                Constants.FRAMEWORK_STORAGE_CLEAN,
                Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT));
    Container container = new Container(directory, framework);
    try {
      inside(
          () -> {
            framework.start();
            container.populate(jars, mediator);
            return null;
          });
      return container;
    } catch (RuntimeException | Error failed) {
      container.close();
      throw failed;
    }
  }

  private static Path fresh(String test, World world) throws IOException {
    Path directory =
        Path.of(System.getProperty("work.directory"))
            .resolve("jdk-" + Runtime.version().feature())
            .resolve(test)
            .resolve(world.toString().replace(" with ", "-").toLowerCase(Locale.ROOT));
    if (Files.exists(directory)) {
      try (Stream<Path> old = Files.walk(directory)) {
        for (Path file : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return Files.createDirectories(directory);
  }

  private void populate(List<Path> jars, boolean mediator) throws BundleException {
    List<Bundle> bundles = new ArrayList<>();
    for (Path jar : jars) {
      bundles.add(install(jar));
    }
    bundles.add(install(PartBundles.agent(directory)));
    bundles.add(install(PartBundles.source(directory)));
    if (mediator) {
      bundle(MEDIATOR).start();
    }
    for (Bundle bundle : bundles) {
      boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
      if (!fragment && !bundle.getSymbolicName().equals(MEDIATOR)) {
        bundle.start();
      }
    }
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  Bundle install(Path jar) throws BundleException {
    return context().installBundle(jar.toUri().toString());
  }

  /** Gives a bundle other content, and those that are wired to it a chance to notice. */
  void update(Bundle bundle, Path jar) {
    inside(
        () -> {
          try (InputStream content = Files.newInputStream(jar)) {
            bundle.update(content);
          }
          refresh(bundle);
          return null;
        });
  }

  /** Installs and starts. */
  Bundle deploy(Path jar) {
    return inside(
        () -> {
          Bundle bundle = install(jar);
          bundle.start();
          return bundle;
        });
  }

  Bundle deployExtension(String folder) {
    return deploy(Jars.extension(folder));
  }

  Path directory() {
    return directory;
  }

  Bundle bundle(String symbolicName) {
    return Stream.of(context().getBundles())
        .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No bundle " + symbolicName));
  }

  /** Gives bundles new class loaders, or none if they are uninstalled, and waits for it. */
  void refresh(Bundle... bundles) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    framework
        .adapt(FrameworkWiring.class)
        .refreshBundles(
            List.of(bundles),
            event -> {
              if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                done.countDown();
              }
            });
    assertThat(done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("refreshed").isTrue();
  }

  /** Starts an agent of the name {@code agent}. */
  RunningAgent runAgent(Map<String, String> properties) {
    return new RunningAgent(this, start("agent", properties));
  }

  /** Has one started by a configuration; closing it deletes the configuration, and waits. */
  RunningAgent configureAgent(Map<String, String> properties) {
    AutoCloseable configuration = start("configured", properties);
    return new RunningAgent(
        this,
        () -> {
          int mark = log().length();
          configuration.close();
          awaitLog("Flume agent agent has stopped", mark);
        });
  }

  /** Makes a configuration of an agent that may never run; closing it deletes it. */
  AutoCloseable configure(Map<String, String> properties) {
    AutoCloseable configuration = start("configured", properties);
    return () ->
        inside(
            () -> {
              configuration.close();
              return null;
            });
  }

  @SuppressWarnings("unchecked")
  private AutoCloseable start(String how, Map<String, String> properties) {
    Function<Map<String, String>, AutoCloseable> agents = service(Function.class, how);
    return inside(() -> agents.apply(properties));
  }

  /** A service of the parts, once it is there. */
  <T> T service(Class<T> type, String itest) {
    return Awaitility.await("the service " + itest)
        .atMost(PATIENCE)
        .until(() -> find(type, itest), found -> found != null);
  }

  private <T> T find(Class<T> type, String itest) throws InvalidSyntaxException {
    Collection<ServiceReference<T>> found =
        context().getServiceReferences(type, "(itest=" + itest + ")");
    return found.isEmpty() ? null : context().getService(found.iterator().next());
  }

  String log() throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  /** Waits for a pattern in the log, behind an offset into it. */
  Matcher awaitLog(String regex, int from) {
    Pattern pattern = Pattern.compile(regex);
    try {
      return Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> pattern.matcher(log().substring(from)), Matcher::find);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "Waited for /" + regex + "/ in " + log + ". Bundles: " + states() + tail(), e);
    }
  }

  private String tail() {
    try {
      List<String> lines = log().lines().toList();
      return "\nThe log's last lines:\n"
          + String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    } catch (IOException e) {
      return "\nNo log: " + e;
    }
  }

  /** The bundles that are not active, fragments aside. */
  List<String> states() {
    return Stream.of(context().getBundles())
        .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
        .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
        .map(bundle -> bundle.getSymbolicName() + " in state " + bundle.getState())
        .toList();
  }

  @Override
  public void close() {
    inside(
        () -> {
          framework.stop();
          assertThat(framework.waitForStop(PATIENCE.toMillis()).getType())
              .as("how the framework ended")
              .isEqualTo(FrameworkEvent.STOPPED);
          return null;
        });
  }

  /** Calls into the framework. */
  static <T> T inside(Callable<T> call) {
    Thread thread = Thread.currentThread();
    ClassLoader outer = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try {
      return call.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      thread.setContextClassLoader(outer);
    }
  }
}
