package io.github.flumespark.osgi.agent;

import io.github.flumespark.osgi.FlumeAgent;
import io.github.flumespark.osgi.extension.Providers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.RuntimeMBeanException;

/**
 * The extensions of one sink: knows the code that they were loaded from, and has the sink load them
 * anew where there is other code by now. It knows the sink by its bean alone. Thread-safe.
 */
final class SinkExtensions {

  private static final String SELECTED = "SelectedExtensions";
  private static final String MODE = "ExtensionsReload";
  private static final String AUTO = "auto";
  private static final String RELOAD = "reloadExtensions";

  private final DynamicMBean sink;
  private final Supplier<Providers> providers;
  private volatile Providers used = Providers.NONE;
  private volatile Providers tried = Providers.NONE;

  /**
   * @param sink the sink, as a bean
   * @param providers what there is at the moment
   */
  SinkExtensions(DynamicMBean sink, Supplier<Providers> providers) {
    this.sink = sink;
    this.providers = providers;
  }

  /**
   * Runs a start or a reload of the sink. What it uses afterwards is what was there before: what
   * comes meanwhile counts as new, whether the sink has found it or not.
   */
  void loading(Runnable load) {
    Providers before = providers.get();
    tried = before;
    load.run();
    used = before;
  }

  /**
   * Whether there is other code for what the sink uses. An extension that is not there leaves
   * everything as it is: its bundle may be in the middle of an update. Code that could not be
   * loaded is not tried again.
   */
  boolean isStale() {
    List<String> selected = selected();
    if (selected.isEmpty() || !AUTO.equals(attribute(MODE))) {
      return false;
    }
    Providers now = providers.get();
    return now.replace(used, selected) && now.replace(tried, selected);
  }

  /**
   * Has the sink load its extensions anew.
   *
   * @throws IllegalStateException if it can't; those in use stay, and the message tells why
   */
  void reload() {
    loading(
        () -> {
          try {
            sink.invoke(RELOAD, new Object[0], new String[0]);
          } catch (RuntimeMBeanException e) {
            throw new IllegalStateException(Reason.of(e.getTargetException()), e);
          } catch (JMException | RuntimeException e) {
            throw new IllegalStateException(Reason.of(e), e);
          }
        });
  }

  /** What is in use, and what there is. */
  List<FlumeAgent.Extension> describe() {
    Providers now = providers.get();
    List<FlumeAgent.Extension> all = new ArrayList<>();
    for (String name : selected()) {
      String[] words = name.split(" ", 2);
      all.add(
          new FlumeAgent.Extension(
              words[0],
              words.length > 1 ? words[1] : "",
              used.bundles(name),
              now.bundles(name),
              now.isSame(used, name)));
    }
    return all;
  }

  private List<String> selected() {
    String names = attribute(SELECTED);
    // The same transformer can be in a chain twice.
    return names.isEmpty() ? List.of() : Arrays.stream(names.split("; ")).distinct().toList();
  }

  /** Empty for a sink of another version, which has none of this. */
  private String attribute(String name) {
    try {
      return String.valueOf(sink.getAttribute(name));
    } catch (JMException | RuntimeException e) {
      return "";
    }
  }
}
