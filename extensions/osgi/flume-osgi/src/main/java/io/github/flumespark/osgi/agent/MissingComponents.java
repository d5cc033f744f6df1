package io.github.flumespark.osgi.agent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.flume.Context;
import org.apache.flume.channel.DefaultChannelFactory;
import org.apache.flume.conf.Configurables;
import org.apache.flume.conf.FlumeConfiguration;
import org.apache.flume.conf.FlumeConfiguration.AgentConfiguration;
import org.apache.flume.node.MaterializedConfiguration;
import org.apache.flume.sink.DefaultSinkFactory;
import org.apache.flume.source.DefaultSourceFactory;

/**
 * Finds what a configuration names and Flume left out. A Flume agent of its own goes on without a
 * component that it can't configure; who administers many agents wants the one before instead.
 */
final class MissingComponents {

  private final String agent;
  private final Map<String, String> properties;
  private final Supplier<FlumeConfiguration> flume;

  /**
   * @param properties as they were written
   * @param flume what Flume makes of them, where something is missing; null if nothing
   */
  MissingComponents(
      String agent, Map<String, String> properties, Supplier<FlumeConfiguration> flume) {
    this.agent = agent;
    this.properties = properties;
    this.flume = flume;
  }

  void check(MaterializedConfiguration loaded) throws AgentConfigurationException {
    Set<String> sources = words("sources");
    Set<String> sinks = words("sinks");
    if (sources.isEmpty() && sinks.isEmpty()) {
      throw new AgentConfigurationException(
          "the agent '%s' has neither sources nor sinks".formatted(agent));
    }
    List<Missing> missing = new ArrayList<>();
    without(usedChannels(), loaded.getChannels().keySet())
        .forEach(name -> missing.add(new Missing("channel", name, whyChannel(name))));
    without(sources, loaded.getSourceRunners().keySet())
        .forEach(name -> missing.add(new Missing("source", name, whySource(name))));
    without(sinks, sinksOf(loaded))
        .forEach(name -> missing.add(new Missing("sink", name, whySink(name))));
    without(words("sinkgroups"), loaded.getSinkRunners().keySet())
        .forEach(name -> missing.add(new Missing("sink group", name, "")));
    if (!missing.isEmpty()) {
      throw new AgentConfigurationException(describe(missing));
    }
  }

  /** One bad component can take others with it: those with a reason of their own are to blame. */
  private static String describe(List<Missing> missing) {
    List<Missing> blamed = missing.stream().filter(each -> !each.why().isEmpty()).toList();
    return (blamed.isEmpty() ? missing : blamed)
        .stream().map(Missing::describe).collect(Collectors.joining("; "));
  }

  private record Missing(String kind, String name, String why) {
    String describe() {
      String reason = why.isEmpty() ? "Flume does not accept it, see the log above" : why;
      String who = "%s '%s': ".formatted(kind, name);
      // Our own sink says so itself.
      boolean said = reason.regionMatches(true, 0, who, 0, who.length());
      return who + (said ? reason.substring(who.length()) : reason);
    }
  }

  private static Set<String> without(Set<String> listed, Set<String> loaded) {
    Set<String> rest = new TreeSet<>(listed);
    rest.removeAll(loaded);
    return rest;
  }

  private Set<String> sinksOf(MaterializedConfiguration loaded) {
    Set<String> names = new TreeSet<>();
    loaded
        .getSinkRunners()
        .forEach(
            (name, runner) ->
                AgentSinks.of(runner)
                    .ifPresentOrElse(
                        sinks -> sinks.forEach(sink -> names.add(sink.getName())),
                        () -> names.addAll(words("sinkgroups." + name + ".sinks"))));
    return names;
  }

  /** A channel that nobody uses is one that Flume may leave out. */
  private Set<String> usedChannels() {
    Set<String> used = new LinkedHashSet<>();
    words("sources").forEach(name -> used.addAll(words("sources." + name + ".channels")));
    words("sinks").forEach(name -> used.addAll(words("sinks." + name + ".channel")));
    used.retainAll(words("channels"));
    return used;
  }

  private String whyChannel(String name) {
    return probe(
        "channels",
        name,
        AgentConfiguration::getChannelContext,
        new DefaultChannelFactory()::create);
  }

  private String whySource(String name) {
    Set<String> channels = words("sources." + name + ".channels");
    if (channels.stream().noneMatch(words("channels")::contains)) {
      return notConnected("sources." + name + ".channels", channels);
    }
    return probe(
        "sources", name, AgentConfiguration::getSourceContext, new DefaultSourceFactory()::create);
  }

  private String whySink(String name) {
    Set<String> channel = words("sinks." + name + ".channel");
    if (channel.stream().noneMatch(words("channels")::contains)) {
      return notConnected("sinks." + name + ".channel", channel);
    }
    return probe(
        "sinks", name, AgentConfiguration::getSinkContext, new DefaultSinkFactory()::create);
  }

  private String notConnected(String key, Set<String> channels) {
    return "%s.%s = %s, which is none of the channels %s"
        .formatted(agent, key, String.join(" ", channels), String.join(", ", words("channels")));
  }

  /** Creates and configures a component once more, alone, for its exception: Flume only logs it. */
  private String probe(
      String kind,
      String name,
      Function<AgentConfiguration, Map<String, Context>> contexts,
      BiFunction<String, String, Object> factory) {
    String prefix = agent + "." + kind + "." + name + ".";
    FlumeConfiguration all = flume.get();
    AgentConfiguration validated = all == null ? null : all.getConfigurationFor(agent);
    Context context = validated == null ? null : contexts.apply(validated).get(name);
    if (context == null) {
      context = asWritten(prefix);
    }
    String type = context.getString("type");
    if (type == null || type.isEmpty()) {
      return "there is no " + prefix + "type";
    }
    try {
      Configurables.configure(factory.apply(name, type), context);
    } catch (RuntimeException | LinkageError e) {
      return Reason.of(e);
    }
    return "";
  }

  private Context asWritten(String prefix) {
    Context context = new Context();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            context.put(key.substring(prefix.length()), value.trim());
          }
        });
    return context;
  }

  /** The words of a list. One with a lookup such as {@code ${env:SINKS}} is left to Flume. */
  private Set<String> words(String key) {
    String value = properties.getOrDefault(agent + "." + key, "").trim();
    if (value.isEmpty() || value.contains("${")) {
      return Set.of();
    }
    return new LinkedHashSet<>(Arrays.asList(value.split("\\s+")));
  }
}
