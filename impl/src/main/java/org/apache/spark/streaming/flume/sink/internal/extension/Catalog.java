package org.apache.spark.streaming.flume.sink.internal.extension;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flume.conf.ConfigurationException;
import org.apache.spark.streaming.flume.sink.internal.config.ConfigErrors;
import org.apache.spark.streaming.flume.sink.internal.config.NearestKey;
import org.apache.spark.streaming.flume.sink.spi.Extension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was found of one kind. Fails on what is selected, warns of what is not. */
final class Catalog<E extends Extension> {

  private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);

  private final ExtensionKind<E> kind;
  private final List<Candidate<E>> candidates;
  private final List<BrokenProvider> broken;

  Catalog(ExtensionKind<E> kind, List<Candidate<E>> candidates, List<BrokenProvider> broken) {
    this.kind = kind;
    this.candidates = List.copyOf(candidates);
    this.broken = List.copyOf(broken);
  }

  /** The one factory of that name; the key says where the configuration asks for it. */
  Candidate<E> select(String sinkName, String key, String name) {
    List<Candidate<E>> named = named(name);
    if (named.size() == 1) {
      Candidate<E> selected = named.get(0);
      Libraries.shadowWarning(selected.factory().getClass())
          .ifPresent(words -> LOG.warn("Sink '{}': {} = {}: {}", sinkName, key, name, words));
      return selected;
    }
    String allowed = named.isEmpty() ? unknown(name) : ambiguous(named);
    ConfigurationException refusal = ConfigErrors.invalid(sinkName, key, name, allowed);
    broken.stream()
        .filter(provider -> provider.cause() != null)
        .forEach(provider -> refusal.addSuppressed(provider.cause()));
    throw refusal;
  }

  /** One line for each thing that is wrong, but was not asked for. */
  void warn(String sinkName) {
    for (BrokenProvider provider : broken) {
      LOG.warn(
          "Sink '{}': left out {} that can't be used and is not selected: {}",
          sinkName,
          kind.aWord(),
          provider.text(),
          provider.cause());
    }
    for (String name : names()) {
      List<Candidate<E>> named = named(name);
      if (named.size() > 1) {
        LOG.warn(
            "Sink '{}': the {} '{}' is there more than once and can't be selected: {}",
            sinkName,
            kind.word(),
            name,
            origins(named));
      }
    }
  }

  private String ambiguous(List<Candidate<E>> named) {
    return "a name that one factory has, but %d have this one: %s; remove all but one"
        .formatted(named.size(), origins(named));
  }

  private String unknown(String name) {
    StringBuilder text = new StringBuilder("the name of " + kind.aWord() + "; available: ");
    List<String> available = new ArrayList<>();
    if (kind.hasDefault()) {
      available.add("default (built in)");
    }
    candidates.forEach(candidate -> available.add(candidate.toString()));
    text.append(available.isEmpty() ? "none" : String.join(", ", available));
    String hint = NearestKey.hint(name, names());
    text.append(hint);
    if (!broken.isEmpty()) {
      text.append("; found, but not usable: ")
          .append(broken.stream().map(BrokenProvider::text).collect(Collectors.joining("; and ")));
    }
    if (hint.isEmpty()) {
      text.append(
          ("%s: put its jar on the agent's class path (plugins.d/NAME/lib), with a file"
                  + " META-INF/services/%s in it that names the factory, or in OSGi start its bundle,"
                  + " and the service loader mediator before the sink's bundle")
              .formatted(
                  candidates.isEmpty()
                      ? "; no extension of this kind was found"
                      : "; or one more extension",
                  kind.factoryType().getName()));
    }
    return text.toString();
  }

  private List<Candidate<E>> named(String name) {
    return candidates.stream().filter(candidate -> candidate.name().equals(name)).toList();
  }

  private Set<String> names() {
    return candidates.stream().map(Candidate::name).collect(Collectors.toCollection(TreeSet::new));
  }

  private static <E extends Extension> String origins(List<Candidate<E>> named) {
    return named.stream()
        .map(candidate -> candidate.origin().toString())
        .collect(Collectors.joining(" and "));
  }
}
