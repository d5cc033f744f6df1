package io.github.flumespark.osgi.extension;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Finds the extensions in a framework. The service loader mediator registers each factory of each
 * active provider bundle as a service; a bundle that would be one, but for a mistake, is told with
 * the mistake.
 */
public final class Extensions {

  private static final String SERVICE_LOADER = "osgi.serviceloader";

  private Extensions() {}

  /** Sorted by kind, name and bundle; those that no sink finds come last. */
  public static List<FoundExtension> in(BundleContext context) {
    List<FoundExtension> found = new ArrayList<>();
    ApiWiring api = new ApiWiring(context);
    for (ExtensionKind kind : ExtensionKind.values()) {
      Providers.services(context, kind)
          .forEach(reference -> found.add(describe(context, kind, reference, api)));
      for (Bundle bundle : context.getBundles()) {
        if (found.stream()
            .noneMatch(one -> one.kind() == kind && one.bundleId() == bundle.getBundleId())) {
          mistake(bundle, kind)
              .ifPresent(problem -> found.add(extension(kind, "", bundle, Optional.of(problem))));
        }
      }
    }
    found.sort(
        Comparator.comparing((FoundExtension one) -> one.problem().isPresent())
            .thenComparing(FoundExtension::kind)
            .thenComparing(FoundExtension::name)
            .thenComparing(FoundExtension::bundle));
    return found;
  }

  private static FoundExtension describe(
      BundleContext context, ExtensionKind kind, ServiceReference<?> reference, ApiWiring api) {
    Bundle bundle = reference.getBundle();
    try {
      Object factory = context.getService(reference);
      if (factory == null) {
        return extension(kind, "", bundle, Optional.of("its factory can't be created"));
      }
      return extension(kind, FactoryNames.of(factory), bundle, api.problem(bundle));
    } catch (RuntimeException | LinkageError e) {
      return extension(kind, "", bundle, Optional.of(e.toString()));
    } finally {
      context.ungetService(reference);
    }
  }

  private static FoundExtension extension(
      ExtensionKind kind, String name, Bundle bundle, Optional<String> problem) {
    return new FoundExtension(
        kind, name, bundle.getSymbolicName(), bundle.getBundleId(), bundle.getVersion(), problem);
  }

  /** Why a bundle that has a factory has no service; empty for one that has none. */
  private static Optional<String> mistake(Bundle bundle, ExtensionKind kind) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    if (revision == null) {
      return Optional.empty();
    }
    boolean offers =
        revision.getDeclaredCapabilities(SERVICE_LOADER).stream()
            .anyMatch(
                capability ->
                    kind.factory().equals(capability.getAttributes().get(SERVICE_LOADER)));
    if (offers) {
      return Optional.of(
          bundle.getState() == Bundle.ACTIVE
              ? "the service loader mediator (SPI Fly) does not show it"
              : "its bundle is not active; in Karaf, bundle:diag tells what it lacks");
    }
    boolean plain =
        bundle.getEntry("META-INF/services/" + kind.factory()) != null
            && bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null
            && bundle.getHeaders().get("SPI-Provider") == null;
    return plain
        ? Optional.of(
            "its jar is no provider in OSGi: build it with bnd and @ServiceProvider on the factory, or wrap it with SPI-Provider=*")
        : Optional.empty();
  }
}
