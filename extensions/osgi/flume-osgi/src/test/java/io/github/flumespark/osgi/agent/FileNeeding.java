package io.github.flumespark.osgi.agent;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flume.Context;
import org.apache.flume.channel.MemoryChannel;
import org.apache.flume.conf.ConfigurationException;

/** A channel that can be configured only while there is a file: like a class that comes late. */
public final class FileNeeding extends MemoryChannel {

  static final String NAME = FileNeeding.class.getName();

  static volatile Path file;

  @Override
  public void configure(Context context) {
    if (!Files.exists(file)) {
      throw new ConfigurationException("there is no " + file);
    }
    super.configure(context);
  }
}
