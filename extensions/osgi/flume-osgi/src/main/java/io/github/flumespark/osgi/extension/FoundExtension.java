package io.github.flumespark.osgi.extension;

import java.util.Optional;
import org.osgi.framework.Version;

/**
 * An extension that a bundle has, whether a sink can use it or not.
 *
 * @param kind its kind
 * @param name what to write for {@code type}; empty if its factory can't be asked
 * @param bundle the symbolic name of the bundle that has it
 * @param bundleId the bundle's number
 * @param version the bundle's version
 * @param problem why no sink finds it
 */
public record FoundExtension(
    ExtensionKind kind,
    String name,
    String bundle,
    long bundleId,
    Version version,
    Optional<String> problem) {}
