package io.github.flumespark.osgi.extension;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Tells which copy of the extensions' interfaces a bundle is wired to. After an upgrade there can
 * be two, and an extension is found by sinks of its own copy alone.
 */
final class ApiWiring {

  private static final String SINK = "org.apache.spark.streaming.flume.sink";

  private final Set<Bundle> sinks;

  ApiWiring(BundleContext context) {
    sinks =
        Arrays.stream(context.getBundles())
            .filter(ApiWiring::hasSink)
            .flatMap(bundle -> provider(bundle, ExtensionKind.SPI).stream())
            .collect(Collectors.toSet());
  }

  /** Why the sinks don't find the factories of a bundle. */
  Optional<String> problem(Bundle extension) {
    Optional<Bundle> api = provider(extension, ExtensionKind.SPI);
    if (sinks.isEmpty() || api.filter(sinks::contains).isPresent()) {
      return Optional.empty();
    }
    String sinksApi =
        sinks.stream().map(ApiWiring::name).sorted().collect(Collectors.joining(", "));
    return Optional.of(
        api.map(
                bundle ->
                    "it is wired to %s, and the sink to %s: refresh it, and uninstall the API that nobody needs"
                        .formatted(name(bundle), sinksApi))
            .orElse(
                "it does not import %s: leave flume-spark-sink-api out of its jar"
                    .formatted(ExtensionKind.SPI)));
  }

  private static boolean hasSink(Bundle bundle) {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    return wiring != null
        && wiring.getCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream()
            .anyMatch(
                capability ->
                    SINK.equals(
                        capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)));
  }

  private static Optional<Bundle> provider(Bundle bundle, String packageName) {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    if (wiring == null) {
      return Optional.empty();
    }
    return wiring.getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE).stream()
        .filter(
            wire ->
                packageName.equals(
                    wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)))
        .map(BundleWire::getProvider)
        .map(revision -> revision.getBundle())
        .findFirst();
  }

  private static String name(Bundle bundle) {
    return "%s %s [%d]"
        .formatted(bundle.getSymbolicName(), bundle.getVersion(), bundle.getBundleId());
  }
}
