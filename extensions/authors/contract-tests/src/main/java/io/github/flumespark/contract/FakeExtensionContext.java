package io.github.flumespark.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.streaming.flume.sink.spi.ExtensionContext;

/**
 * A place for an extension in a sink that does not exist: a directory of the test's choice and a
 * clock that the test moves. Thread-safe.
 */
public final class FakeExtensionContext implements ExtensionContext {

  private final Path dataDirectory;
  private final ManualClock clock;

  /**
   * Makes a context whose clock starts at zero.
   *
   * @param dataDirectory the extension's directory, such as one that JUnit's {@code TempDir} gives;
   *     it is made when the extension asks for it
   */
  public FakeExtensionContext(Path dataDirectory) {
    this(dataDirectory, new ManualClock(0));
  }

  /**
   * Makes a context.
   *
   * @param dataDirectory the extension's directory; it is made when the extension asks for it
   * @param clock what the extension is given as its clock
   */
  public FakeExtensionContext(Path dataDirectory, ManualClock clock) {
    this.dataDirectory = dataDirectory;
    this.clock = clock;
  }

  @Override
  public String sinkName() {
    return "sink";
  }

  @Override
  public String alias() {
    return "extension";
  }

  @Override
  public Path dataDirectory() {
    try {
      return Files.createDirectories(dataDirectory);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't make the data directory " + dataDirectory, e);
    }
  }

  @Override
  public ManualClock nanoClock() {
    return clock;
  }

  /**
   * The same place in a process that starts anew.
   *
   * @return a context with the same directory and a clock of its own, at zero
   */
  public FakeExtensionContext restarted() {
    return new FakeExtensionContext(dataDirectory);
  }
}
