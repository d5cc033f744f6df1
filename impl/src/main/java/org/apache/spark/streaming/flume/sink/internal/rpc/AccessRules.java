package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.handler.ipfilter.IpFilterRule;
import io.netty.handler.ipfilter.IpFilterRuleType;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Which addresses may connect: the first rule that matches decides, and where none does the answer
 * is yes, as with Flume's AvroSource. Immutable.
 *
 * @param rules in order; none for a port that is open to all
 * @param askNames whether a rule may ask for the name of an address, which can take seconds
 */
public record AccessRules(List<IpFilterRule> rules, boolean askNames) {

  /** Everybody may connect. */
  public static final AccessRules NONE = new AccessRules(List.of(), false);

  /** Copies the rules. */
  public AccessRules {
    rules = List.copyOf(rules);
  }

  boolean admit(InetSocketAddress peer) {
    for (IpFilterRule rule : rules) {
      if (rule.matches(peer)) {
        return rule.ruleType() == IpFilterRuleType.ACCEPT;
      }
    }
    return true;
  }
}
