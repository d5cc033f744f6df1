package io.github.flumespark.monitor;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * The agents that flume-osgi runs, each by the bean that tells what {@code flume-spark:status}
 * does. Flume's own beans would not do: they are named by the component alone, and two agents may
 * have one of the same name. Thread-safe.
 */
final class OsgiAgents {

  private final MBeanServer server;
  private final ObjectName pattern;

  OsgiAgents(MBeanServer server) {
    this.server = server;
    try {
      pattern = new ObjectName("io.github.flumespark:type=Agent,*");
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException(e);
    }
  }

  /** By their names; without those of configurations with nothing in it. */
  List<Agent> read() {
    return server.queryNames(pattern, null).stream()
        .map(this::agent)
        .flatMap(Optional::stream)
        .filter(agent -> !agent.name().isEmpty())
        .sorted(Comparator.comparing(Agent::name))
        .toList();
  }

  /** Empty if it has gone meanwhile. */
  private Optional<Agent> agent(ObjectName bean) {
    try {
      String status = server.getAttribute(bean, "Status").toString();
      return Optional.of(agent(JsonParser.parseString(status).getAsJsonObject()));
    } catch (JMException | JsonParseException | IllegalStateException gone) {
      return Optional.empty();
    }
  }

  private Agent agent(JsonObject status) {
    String agent = text(status, "name");
    List<Wiring.Part> parts = new ArrayList<>();
    List<Component> components = new ArrayList<>();
    List<AgentFacts.Problem> problems = new ArrayList<>();
    addProblem(problems, agent, "agent", agent, status);
    for (JsonElement each : status.getAsJsonArray("components")) {
      JsonObject shown = each.getAsJsonObject();
      String kind = text(shown, "kind");
      String name = text(shown, "name");
      List<String> channels = new ArrayList<>();
      shown.getAsJsonArray("channels").forEach(channel -> channels.add(channel.getAsString()));
      parts.add(new Wiring.Part(kind, name, text(shown, "type"), channels));
      addProblem(problems, agent, kind, name, shown);
      Component found =
          new Component(agent, kind, name, bean(agent, kind, name), attributes(shown));
      if (found.isStarted()) {
        components.add(found);
      }
    }
    return new Agent(agent, parts, components, problems);
  }

  /** Null if it has none: only a sink has operations. */
  private ObjectName bean(String agent, String kind, String name) {
    return kind.equals(Component.SINK) ? SinkNames.of(server, agent, name).orElse(null) : null;
  }

  private static void addProblem(
      List<AgentFacts.Problem> problems,
      String agent,
      String kind,
      String component,
      JsonObject shown) {
    String problem = text(shown, "problem");
    if (!problem.isEmpty()) {
      problems.add(new AgentFacts.Problem(agent, kind, component, "says: " + problem));
    }
  }

  /** Empty where there is none. */
  private static String text(JsonObject shown, String key) {
    JsonElement value = shown.get(key);
    return value == null || value.isJsonNull() ? "" : value.getAsString();
  }

  private static Map<String, Object> attributes(JsonObject component) {
    Map<String, Object> attributes = new TreeMap<>();
    component
        .getAsJsonObject("attributes")
        .entrySet()
        .forEach(
            entry -> {
              if (entry.getValue() instanceof JsonPrimitive value) {
                attributes.put(entry.getKey(), plain(value));
              }
            });
    return attributes;
  }

  private static Object plain(JsonPrimitive value) {
    if (value.isNumber()) {
      return value.getAsNumber();
    }
    return value.isBoolean() ? (Object) value.getAsBoolean() : value.getAsString();
  }
}
