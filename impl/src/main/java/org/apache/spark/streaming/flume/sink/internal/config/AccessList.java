package org.apache.spark.streaming.flume.sink.internal.config;

import io.netty.handler.ipfilter.IpFilterRule;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.util.ArrayList;
import java.util.List;
import org.apache.flume.netty.filter.PatternRule;
import org.apache.spark.streaming.flume.sink.SparkSinkConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys {@code ipFilter} and {@code ipFilterRules}, as Flume's AvroSource reads them, and
 * networks as in {@code allow:ip:10.0.0.0/8}, which AvroSource takes for a pattern that nothing
 * matches.
 *
 * @param text the rules as they stand in the configuration; empty if there are none in effect
 * @param rules in order
 * @param askNames whether a rule may need the name of an address
 */
public record AccessList(String text, List<IpFilterRule> rules, boolean askNames) {

  private static final Logger LOG = LoggerFactory.getLogger(AccessList.class);

  private static final String ALLOWED =
      "rules with commas between them, each <allow|deny>:<ip|name>:<pattern>; a pattern is an"
          + " address or a name with * and ? in it, or localhost as a name, or a network such as"
          + " 10.0.0.0/8";

  /** Copies the rules. */
  public AccessList {
    rules = List.copyOf(rules);
  }

  static AccessList read(KeyReader keys) {
    String text = keys.text(SparkSinkConfig.CONF_IP_FILTER_RULES, "");
    if (!keys.flag(SparkSinkConfig.CONF_IP_FILTER, false)) {
      if (!text.isEmpty()) {
        LOG.warn(
            "Sink '{}': {} has no effect without {} = true: every address may connect",
            keys.sinkName(),
            SparkSinkConfig.CONF_IP_FILTER_RULES,
            SparkSinkConfig.CONF_IP_FILTER);
      }
      return new AccessList("", List.of(), false);
    }
    if (text.isEmpty()) {
      throw keys.invalid(
          SparkSinkConfig.CONF_IP_FILTER_RULES, null, ALLOWED + "; ipFilter = true asks for them");
    }
    List<IpFilterRule> rules = new ArrayList<>();
    boolean askNames = false;
    for (String rule : text.split(",", -1)) {
      String[] parts = rule.strip().split(":", 3);
      boolean byName = parts.length == 3 && parts[1].equals("name");
      askNames |= byName;
      try {
        rules.add(rule(parts, byName));
      } catch (IllegalArgumentException e) {
        // Of a pattern, too, that makes no regular expression.
        throw ConfigErrors.invalid(
            keys.sinkName(),
            SparkSinkConfig.CONF_IP_FILTER_RULES,
            text,
            ALLOWED + "; the rule '" + rule.strip() + "' is none",
            e);
      }
    }
    return new AccessList(text, rules, askNames);
  }

  private static IpFilterRule rule(String[] parts, boolean byName) {
    boolean allow = parts[0].equals("allow");
    boolean complete = parts.length == 3 && (byName || parts[1].equals("ip"));
    if (!complete || !(allow || parts[0].equals("deny")) || parts[2].isBlank()) {
      throw new IllegalArgumentException("a part is missing or unknown");
    }
    IpFilterRuleType type = allow ? IpFilterRuleType.ACCEPT : IpFilterRuleType.REJECT;
    int slash = parts[2].indexOf('/');
    if (!byName && slash >= 0) {
      return new IpSubnetFilterRule(
          parts[2].substring(0, slash), Integer.parseInt(parts[2].substring(slash + 1)), type);
    }
    return new PatternRule(type, (byName ? "n:" : "i:") + parts[2]);
  }
}
