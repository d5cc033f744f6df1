package io.github.flumespark.osgi.agent;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The file out of which Felix File Install, or Karaf, made a configuration. Where it goes while
 * they run, they delete the configuration; where it went while they did not, the configuration
 * lives on, and its agent with it. Used by one thread, but for {@link #warning}.
 */
final class OriginFile {

  /** For a configuration that did not come from a file. */
  static final OriginFile NONE = new OriginFile(null);

  private static final String KEY = "felix.fileinstall.filename";

  /** File Install takes a look or two to delete the configuration of a file that goes. */
  private static final int PATIENCE = 10;

  private final Path file;
  private int missing;
  private volatile String warning;

  private OriginFile(Path file) {
    this.file = file;
  }

  static OriginFile of(Map<String, ?> configuration) {
    try {
      Object value = configuration.get(KEY);
      return value == null ? NONE : new OriginFile(Path.of(URI.create(value.toString())));
    } catch (IllegalArgumentException noPath) {
      return NONE;
    }
  }

  /**
   * Looks whether it is there.
   *
   * @param pid the configuration's, for the advice
   * @return what to tell, the first time that it is known to be gone
   */
  Optional<String> look(String pid) {
    if (file == null || Files.exists(file)) {
      missing = 0;
      warning = null;
      return Optional.empty();
    }
    missing++;
    if (missing != PATIENCE) {
      return Optional.empty();
    }
    warning =
        "its file %s is gone, and the configuration lives on: config:delete %s (in Karaf) ends it"
            .formatted(file, pid);
    return Optional.of(warning);
  }

  /** What {@link #look} found. */
  Optional<String> warning() {
    return Optional.ofNullable(warning);
  }
}
