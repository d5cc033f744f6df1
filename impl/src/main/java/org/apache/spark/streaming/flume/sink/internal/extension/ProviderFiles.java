package org.apache.spark.streaming.flume.sink.internal.extension;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Reads provider files once more, for messages alone: of a provider that it can't load,
 * ServiceLoader often tells neither the name nor the jar.
 */
final class ProviderFiles {

  private static final String SERVICES = "META-INF/services/";

  private ProviderFiles() {}

  /**
   * What provider files name and what is not among the classes that were loaded.
   *
   * @return each with its jar or folder; empty where the files can't be read, or not seen, as in
   *     OSGi
   */
  static List<String> notLoaded(Class<?> factoryType, ClassLoader loader, Set<String> loaded) {
    List<String> missing = new ArrayList<>();
    try {
      String file = SERVICES + factoryType.getName();
      for (URL url : Collections.list(loader.getResources(file))) {
        for (String line : lines(url)) {
          String name = line.replaceFirst("#.*", "").strip();
          if (!name.isEmpty() && !loaded.contains(name)) {
            missing.add(name + " from " + place(url.toString(), file));
          }
        }
      }
    } catch (IOException | RuntimeException unreadable) {
      // ServiceLoader has said so already, if it matters.
    }
    return missing;
  }

  private static List<String> lines(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    // A cached jar would stay open, and Windows would not let anyone replace it.
    connection.setUseCaches(false);
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8))) {
      return reader.lines().toList();
    }
  }

  private static String place(String url, String file) {
    return url.replaceFirst("^jar:", "").replace("!/" + file, "").replace(file, "");
  }
}
