package io.github.flumespark.monitor;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of the agent as JSON. */
final class AgentJson {

  /** What the sink tells as JSON already, and under which name it is shown. */
  private static final Map<String, String> NESTED =
      Map.of("Clients", "clients", "Chain", "chain", "RecentWarnings", "warnings");

  /** Escapes what could end a script or begin an element, too. */
  private static final Gson GSON = new GsonBuilder().serializeNulls().create();

  private AgentJson() {}

  /**
   * Everything of one agent.
   *
   * @param name of the agent; null for the first
   * @param operations whether there are any for who has the token
   * @return empty if there is no such agent
   */
  static Optional<String> agent(AgentFacts facts, String name, boolean operations) {
    List<Agent> agents = facts.agents();
    return agents.stream()
        .filter(agent -> name == null || agent.name().equals(name))
        .findFirst()
        .map(agent -> GSON.toJson(all(facts, agents, agent, operations)));
  }

  private static Map<String, Object> all(
      AgentFacts facts, List<Agent> agents, Agent agent, boolean operations) {
    List<AgentFacts.Problem> problems = facts.problems(List.of(agent));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("agent", agent.name());
    all.put("agents", agents.stream().map(each -> brief(facts, each)).toList());
    all.put("time", facts.clock().millis());
    all.put("since", facts.since());
    all.put("healthy", problems.isEmpty());
    all.put("problems", problems);
    all.put("notices", AgentFacts.notices(List.of(agent)));
    all.put("operations", operations);
    all.put("sampleTimes", facts.history().times());
    List<Object> shown = new ArrayList<>();
    List<Component> others = new ArrayList<>(agent.components());
    for (Wiring.Part part : agent.parts()) {
      Optional<Component> component = agent.components().stream().filter(part::isOf).findFirst();
      shown.add(
          component.map(there -> component(facts, part, there)).orElseGet(() -> silent(part)));
      component.ifPresent(others::remove);
    }
    others.forEach(component -> shown.add(component(facts, unwired(component), component)));
    all.put("components", shown);
    return all;
  }

  /** To choose one by. */
  private static Map<String, Object> brief(AgentFacts facts, Agent agent) {
    Map<String, Object> brief = new LinkedHashMap<>();
    brief.put("name", agent.name());
    brief.put("healthy", facts.problems(List.of(agent)).isEmpty());
    return brief;
  }

  /** Of a component that no configuration is known of. */
  private static Wiring.Part unwired(Component component) {
    return new Wiring.Part(component.kind(), component.name(), "", List.of());
  }

  private static Map<String, Object> component(
      AgentFacts facts, Wiring.Part part, Component component) {
    Map<String, Object> shown = describe(part);
    shown.put("counts", true);
    Map<String, Object> attributes = new LinkedHashMap<>();
    component
        .attributes()
        .forEach(
            (name, value) -> {
              if (NESTED.containsKey(name)) {
                shown.put(NESTED.get(name), parsed(value));
              } else {
                attributes.put(name, plain(value));
              }
            });
    shown.put("attributes", attributes);
    shown.put("history", facts.history().of(component));
    return shown;
  }

  /** Of a component that shows no counters. */
  private static Map<String, Object> silent(Wiring.Part part) {
    Map<String, Object> shown = describe(part);
    shown.put("counts", false);
    shown.put("attributes", Map.of());
    shown.put("history", Map.of());
    return shown;
  }

  private static Map<String, Object> describe(Wiring.Part part) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("kind", part.kind());
    shown.put("name", part.name());
    shown.put("type", part.type());
    shown.put("channels", part.channels());
    return shown;
  }

  private static JsonElement parsed(Object value) {
    try {
      return JsonParser.parseString(value.toString());
    } catch (JsonParseException e) {
      return JsonParser.parseString("[]");
    }
  }

  /** Numbers, booleans and texts; of anything else its text. JSON has neither NaN nor infinity. */
  private static Object plain(Object value) {
    if (value instanceof Number number) {
      return Double.isFinite(number.doubleValue()) ? number : null;
    }
    return value instanceof Boolean ? value : value.toString();
  }

  /** How the agent is; a pause is no fault, since whoever acts on one would end it. */
  static String health(List<AgentFacts.Problem> problems, List<AgentFacts.Problem> notices) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("status", problems.isEmpty() ? (notices.isEmpty() ? "ok" : "paused") : "failing");
    all.put("problems", problems);
    all.put("notices", notices);
    return GSON.toJson(all);
  }

  /** What an operation has done. */
  static String done(String words) {
    return GSON.toJson(Map.of("done", words));
  }
}
