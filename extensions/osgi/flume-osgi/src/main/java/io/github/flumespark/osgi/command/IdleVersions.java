package io.github.flumespark.osgi.command;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/**
 * Bundles of this project that are installed beside another version of themselves, and can't be
 * resolved because that one is in use: what an upgrade leaves that was begun by half.
 */
final class IdleVersions {

  private static final String OURS = "io.github.flumespark.";

  private IdleVersions() {}

  /** One sentence for each. */
  static List<String> in(BundleContext context) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> bundle.getState() == Bundle.INSTALLED)
        .filter(IdleVersions::isSingletonOfOurs)
        .flatMap(idle -> inUse(context, idle).map(used -> sentence(idle, used)).stream())
        .toList();
  }

  /** Any other can be missing an import, whatever else is installed. */
  private static boolean isSingletonOfOurs(Bundle bundle) {
    String name = bundle.getHeaders().get(Constants.BUNDLE_SYMBOLICNAME);
    return name != null && name.startsWith(OURS) && name.contains("singleton:=true");
  }

  private static Optional<Bundle> inUse(BundleContext context, Bundle idle) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> idle.getSymbolicName().equals(bundle.getSymbolicName()))
        .filter(bundle -> bundle.getState() != Bundle.INSTALLED)
        .findFirst();
  }

  private static String sentence(Bundle idle, Bundle used) {
    return "%s %s [%d] is installed and not in use, because %s [%d] is: uninstall one of them, or upgrade by feature:install -u (in Karaf)"
        .formatted(
            idle.getSymbolicName(),
            idle.getVersion(),
            idle.getBundleId(),
            used.getVersion(),
            used.getBundleId());
  }
}
