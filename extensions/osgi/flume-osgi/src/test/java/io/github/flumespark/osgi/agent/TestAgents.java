package io.github.flumespark.osgi.agent;

import java.util.HashMap;
import java.util.Map;

/** Configurations of an agent that is called web. */
final class TestAgents {

  private TestAgents() {}

  /** A source of numbers, and a sink that keeps them. */
  static Map<String, String> sequence(int events) {
    return sequence(events, "memory");
  }

  static Map<String, String> sequence(int events, String channel) {
    Map<String, String> all = new HashMap<>();
    all.put("web.sources", "seq");
    all.put("web.sources.seq.type", "seq");
    all.put("web.sources.seq.totalEvents", Integer.toString(events));
    all.put("web.sources.seq.channels", channel);
    all.put("web.channels", channel);
    all.put("web.channels." + channel + ".type", "memory");
    all.put("web.sinks", "record");
    all.put("web.sinks.record.type", Recorder.class.getName());
    all.put("web.sinks.record.channel", channel);
    return Map.copyOf(all);
  }

  static Map<String, String> with(Map<String, String> map, String key, String value) {
    Map<String, String> changed = new HashMap<>(map);
    changed.put(key, value);
    return changed;
  }

  static Map<String, String> without(Map<String, String> map, String key) {
    Map<String, String> changed = new HashMap<>(map);
    changed.remove(key);
    return changed;
  }
}
