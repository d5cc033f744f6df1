package io.github.flumespark.itest.structured;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The disk of a machine of its own for each JVM: the scheme {@code own} leads below the directory
 * that the system property {@code own.disk} names.
 */
public final class OwnDiskFileSystem extends RawLocalFileSystem {

  private static final URI NAME = URI.create("own:///");

  @Override
  public URI getUri() {
    return NAME;
  }

  @Override
  public String getScheme() {
    return "own";
  }

  @Override
  public File pathToFile(Path path) {
    return new File(System.getProperty("own.disk"), path.toUri().getPath());
  }

  /** The same, for those who ask for it by Hadoop's other interface. */
  public static final class Abstract extends DelegateToFileSystem {

    /** For Hadoop. */
    public Abstract(URI uri, Configuration configuration) throws IOException, URISyntaxException {
      super(uri, new OwnDiskFileSystem(), configuration, "own", false);
    }
  }
}
