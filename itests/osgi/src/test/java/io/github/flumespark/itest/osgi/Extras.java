package io.github.flumespark.itest.osgi;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;

/**
 * Gogo and the health checks of a framework, which the tests call by reflection: their classes are
 * nowhere but in their bundles.
 */
final class Extras {

  private static final String PROCESSOR = "org.apache.felix.service.command.CommandProcessor";
  private static final String HEALTH = "org.apache.felix.hc.api.execution.";

  private final Container container;

  private Extras(Container container) {
    this.container = container;
  }

  /** Adds them to a running framework. */
  static Extras install(Container container) {
    Container.inside(
        () -> {
          for (Bundle bundle :
              Jars.world("extras").stream().map(jar -> add(container, jar)).toList()) {
            bundle.start();
          }
          return null;
        });
    return new Extras(container);
  }

  private static Bundle add(Container container, Path jar) {
    try {
      return container.install(jar);
    } catch (BundleException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a line in Gogo gives. */
  String gogo(String line) throws Exception {
    Object processor = service(PROCESSOR);
    Object session =
        Class.forName(PROCESSOR, false, processor.getClass().getClassLoader())
            .getMethod("createSession", InputStream.class, OutputStream.class, OutputStream.class)
            .invoke(
                processor,
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(OutputStream.nullOutputStream()),
                new PrintStream(OutputStream.nullOutputStream()));
    Class<?> type =
        Class.forName(
            "org.apache.felix.service.command.CommandSession",
            false,
            processor.getClass().getClassLoader());
    try {
      return String.valueOf(
          Container.inside(
              () -> type.getMethod("execute", CharSequence.class).invoke(session, line)));
    } catch (IllegalStateException e) {
      throw e.getCause() instanceof InvocationTargetException called
          ? new IllegalStateException(called.getCause().getMessage(), called.getCause())
          : e;
    }
  }

  /** The status of each health check with a tag, by name. */
  Map<String, String> health(String tag) throws Exception {
    Object executor = service(HEALTH + "HealthCheckExecutor");
    ClassLoader loader = executor.getClass().getClassLoader();
    Class<?> selectorType = Class.forName(HEALTH + "HealthCheckSelector", false, loader);
    Object selector =
        selectorType.getMethod("tags", String[].class).invoke(null, (Object) new String[] {tag});
    Class<?> optionsType = Class.forName(HEALTH + "HealthCheckExecutionOptions", false, loader);
    Object options = optionsType.getConstructor().newInstance();
    optionsType.getMethod("setForceInstantExecution", boolean.class).invoke(options, true);
    Iterable<?> results =
        (Iterable<?>)
            Class.forName(HEALTH + "HealthCheckExecutor", false, loader)
                .getMethod("execute", selectorType, optionsType)
                .invoke(executor, selector, options);
    Class<?> resultType = Class.forName(HEALTH + "HealthCheckExecutionResult", false, loader);
    Map<String, String> statuses = new TreeMap<>();
    for (Object result : results) {
      Object metadata = resultType.getMethod("getHealthCheckMetadata").invoke(result);
      Object outcome = resultType.getMethod("getHealthCheckResult").invoke(result);
      statuses.put(
          String.valueOf(metadata.getClass().getMethod("getName").invoke(metadata)),
          String.valueOf(outcome));
    }
    return statuses;
  }

  private Object service(String type) {
    return Awaitility.await("the service " + type)
        .atMost(Container.PATIENCE)
        .until(() -> find(type), found -> found != null);
  }

  private Object find(String type) throws Exception {
    ServiceReference<?>[] references = container.context().getAllServiceReferences(type, null);
    return references == null ? null : container.context().getService(references[0]);
  }
}
