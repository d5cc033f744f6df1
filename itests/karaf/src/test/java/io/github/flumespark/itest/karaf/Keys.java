package io.github.flumespark.itest.karaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes a key store with the JDK's keytool. */
final class Keys {

  private static final int LIMIT_SECONDS = 60;

  private Keys() {}

  static Path make(Path store, String password) throws IOException, InterruptedException {
    Path output = store.resolveSibling("keytool.txt");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=sink",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    password))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!keytool.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        throw new IllegalStateException("keytool: " + Files.readString(output));
      }
    } finally {
      keytool.destroyForcibly();
    }
    return store;
  }
}
