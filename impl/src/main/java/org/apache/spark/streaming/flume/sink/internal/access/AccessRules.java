package org.apache.spark.streaming.flume.sink.internal.access;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.streaming.flume.sink.internal.access.Decision.Answer;

/**
 * Which peers may connect: the first rule that matches decides, and where none does the answer is
 * yes, as with Flume's AvroSource.
 *
 * <p>Immutable, and no call waits for anything: where a rule asks for a peer's name, which only a
 * name server knows, the answer is {@link Answer#NEEDS_NAME}, and whoever has found the name out
 * asks again from that rule on. Who can't find it out in time has to refuse the peer: it might be
 * one that the rule denies.
 */
public final class AccessRules {

  /** Every peer may connect. */
  public static final AccessRules NONE = new AccessRules(List.of());

  /** What {@link #parse} accepts, in words that complete "allowed: ...". */
  public static final String ALLOWED =
      "rules with commas between them, each <allow|deny>:<ip|name>:<pattern>; a pattern of ip is an"
          + " address, one with * and ? in it, or a network such as 10.0.0.0/8, and one of name is a"
          + " name with * and ? in it, or localhost";

  private final List<Rule> rules;

  private AccessRules(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * Reads a list of rules. Blanks around a rule and commas at the end don't matter.
   *
   * @param text the list
   * @return at least one rule
   * @throws AccessRuleException if it is anything else than {@link #ALLOWED}
   */
  public static AccessRules parse(String text) throws AccessRuleException {
    List<Rule> rules = new ArrayList<>();
    // Without the empty parts at the end, as in AvroSource.
    for (String rule : text.split(",", 0)) {
      rules.add(Rule.parse(rule.trim()));
    }
    if (rules.isEmpty()) {
      throw new AccessRuleException("there is no rule");
    }
    return new AccessRules(rules);
  }

  /**
   * Decides about a peer of which the address alone is known.
   *
   * @param peer the other side of a connection; one without an address, or null, is gone already
   *     and is denied if there is any rule
   * @return what the rules say
   */
  public Decision decide(InetSocketAddress peer) {
    return decide(peer, 0, null);
  }

  /**
   * Decides about a peer, from a rule on.
   *
   * @param peer the other side of a connection
   * @param fromRule the rule that asked for the name; those before it are not looked at again
   * @param name as {@link InetAddress#getHostName} gives it; null if it is not known
   * @return what the rules say; never {@link Answer#NEEDS_NAME} if there is a name
   */
  public Decision decide(InetSocketAddress peer, int fromRule, String name) {
    InetAddress address = peer == null ? null : peer.getAddress();
    if (address == null && !rules.isEmpty()) {
      return new Decision(Answer.DENY, Decision.NO_RULE);
    }
    for (int i = fromRule; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      boolean matches;
      if (rule.subject() instanceof Subject.Named named) {
        if (name == null) {
          return new Decision(Answer.NEEDS_NAME, i);
        }
        matches = named.pattern().matches(name);
      } else {
        matches = rule.subject().matches(address);
      }
      if (matches) {
        return new Decision(rule.allow() ? Answer.ALLOW : Answer.DENY, i);
      }
    }
    return new Decision(Answer.ALLOW, Decision.NO_RULE);
  }

  /** Whether there are no rules, so that every peer may connect. */
  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /** Whether a rule may ask for a name. */
  public boolean mayNeedName() {
    return rules.stream().anyMatch(rule -> rule.subject() instanceof Subject.Named);
  }

  /**
   * Whether somebody may connect whom no rule mentions: because there is no last rule that is about
   * all, such as {@code deny:ip:*}.
   */
  public boolean leaveRestOpen() {
    boolean ipv4 = false;
    boolean ipv6 = false;
    for (Rule rule : rules) {
      if (rule.subject() instanceof Subject.Like like && like.pattern().matchesEverything()) {
        return false;
      }
      if (rule.subject() instanceof Subject.In in) {
        ipv4 |= in.network().isAllOfIpv4();
        ipv6 |= in.network().isAllOfIpv6();
      }
    }
    return !(ipv4 && ipv6);
  }

  /**
   * A rule, for a message.
   *
   * @param rule as a decision has it
   * @return as it was written
   */
  public String text(int rule) {
    return rules.get(rule).text();
  }

  /** The list, as it could have been written. */
  @Override
  public String toString() {
    return rules.stream().map(Rule::text).collect(Collectors.joining(","));
  }
}
