package io.github.flumespark.osgi.extension;

import java.lang.ref.WeakReference;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

/**
 * The code of an extension: that of a bundle as it was at some moment. It keeps nothing of the
 * bundle in memory.
 */
public final class Provider {

  private final String bundle;
  private final Version version;
  private final WeakReference<ClassLoader> loader;

  Provider(Bundle bundle, ClassLoader loader) {
    this.bundle = bundle.getSymbolicName();
    this.version = bundle.getVersion();
    this.loader = new WeakReference<>(loader);
  }

  /** Whether it is the same code: a bundle that was only stopped and started still has it. */
  boolean isSameAs(Provider other) {
    ClassLoader own = loader.get();
    return own != null && own == other.loader.get();
  }

  @Override
  public String toString() {
    return bundle + " " + version;
  }
}
