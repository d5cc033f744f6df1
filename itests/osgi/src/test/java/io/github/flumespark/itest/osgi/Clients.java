package io.github.flumespark.itest.osgi;

import io.github.flumespark.itest.client.ProtocolClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The client with Avro 1.12, in a JVM of its own: no class of a framework is near it. */
final class Clients {

  private Clients() {}

  static ProtocolClient start(String test) throws IOException {
    Path directory = Files.createDirectories(Path.of(System.getProperty("work.directory")));
    return ProtocolClient.start(
        "client of " + test,
        Jars.clientLib(),
        Jars.clientClasses(),
        directory.resolve("client-" + test + ".err"));
  }
}
