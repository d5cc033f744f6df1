package org.apache.spark.streaming.flume.sink.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ipfilter.IpFilterRuleType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.apache.flume.netty.filter.PatternRule;
import org.apache.spark.streaming.flume.sink.internal.access.Decision.Answer;
import org.junit.jupiter.api.Test;

/** Texts that nobody thought of. The seed is fixed, so that a failure comes again. */
class AccessRulesFuzzTest {

  private static final int TEXTS = 200_000;

  /** What a rule looks like, written down a second time. */
  private static final Pattern RULE =
      Pattern.compile("(allow|deny):(ip:[0-9A-Fa-f.:*?]+(/[0-9]{1,3})?|name:[A-Za-z0-9_.*?-]+)");

  private static final String[] PIECES = {
    "allow",
    "deny",
    "ip",
    "name",
    ":",
    ":",
    ":",
    ",",
    ",",
    ";",
    " ",
    "\n",
    "\t",
    "[",
    "]",
    "*",
    "?",
    ".",
    "10",
    "10.1",
    "10.1.*",
    "255",
    "256",
    "0",
    "/",
    "/8",
    "/33",
    "::1",
    "fe80",
    "fe80:*",
    "-",
    "localhost",
    "host",
    "(",
    ")",
    "|",
    "\\",
    "+",
    "{2}",
    "^",
    "$",
    "#",
    "=",
    "\"",
    "'",
    "%eth0",
    "\0",
    "\u00e4",
    "\uff11",
    "i:",
    "n:",
    "allow:ip:10.*",
    "deny:ip:*",
    "deny:name:x"
  };

  private static final String[] WELL_FORMED = {
    "allow:ip:10.*,deny:ip:*",
    "allow:ip:10.0.0.0/8,allow:ip:fd00::/8,allow:name:localhost,deny:ip:*",
    "deny:name:*.example.com,allow:ip:192.168.?.1"
  };

  private final Random random = new Random(20_260_101);

  @Test
  void noTextIsAcceptedThatIsNotAWellFormedListOfRules() {
    int accepted = 0;
    for (int i = 0; i < TEXTS; i++) {
      String text = i % 2 == 0 ? madeOfPieces() : damaged(pick(WELL_FORMED));
      AccessRules rules;
      try {
        rules = AccessRules.parse(text);
      } catch (AccessRuleException refused) {
        continue;
      }
      accepted++;
      String[] written = text.split(",", 0);
      List<String> parts = new ArrayList<>();
      for (String part : written) {
        parts.add(part.trim());
      }
      assertThat(parts).as(text).isNotEmpty().allMatch(part -> RULE.matcher(part).matches());
      assertThat(rules).as(text).hasToString(String.join(",", parts));
    }
    assertThat(accepted).as("texts that put the check above to use").isGreaterThan(TEXTS / 100);
  }

  /** Flume's own rules, as AvroSource makes them of the same text, are the measure. */
  @Test
  void whatIsAcceptedMeansWhatItMeansToAvroSource() throws Exception {
    String[] octets = {"0", "1", "10", "25", "255", "*", "?", "1?", "1*", "*5", "??", "2?5"};
    String[] groups = {"0", "1", "fe80", "ffff", "*", "?", "f*", "*0", "a?"};
    int compared = 0;
    for (int i = 0; i < 20_000; i++) {
      boolean ipv4 = random.nextInt(3) > 0;
      String pattern = ipv4 ? joined(octets, ".", 4) : joined(groups, ":", 8);
      AccessRules ours;
      try {
        ours = AccessRules.parse("deny:ip:" + pattern);
      } catch (AccessRuleException refused) {
        continue;
      }
      PatternRule flumes = new PatternRule(IpFilterRuleType.REJECT, "i:" + pattern);
      for (int j = 0; j < 10; j++) {
        InetSocketAddress peer = new InetSocketAddress(address(), 1);
        boolean denied = ours.decide(peer).answer() == Answer.DENY;
        assertThat(denied).as("%s for %s", pattern, peer).isEqualTo(flumes.matches(peer));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(20_000);
  }

  private String madeOfPieces() {
    StringBuilder text = new StringBuilder();
    for (int pieces = 1 + random.nextInt(8); pieces > 0; pieces--) {
      text.append(pick(PIECES));
    }
    return text.toString();
  }

  private String damaged(String text) {
    StringBuilder damaged = new StringBuilder(text);
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      int at = random.nextInt(damaged.length());
      switch (random.nextInt(3)) {
        case 0 -> damaged.insert(at, pick(PIECES));
        case 1 -> damaged.deleteCharAt(at);
        default -> damaged.replace(at, at + 1, pick(PIECES));
      }
      if (damaged.isEmpty()) {
        damaged.append('x');
      }
    }
    return damaged.toString();
  }

  /** Sometimes with too few parts, which a star can stand for. */
  private String joined(String[] parts, String separator, int most) {
    int count = random.nextBoolean() ? most : 1 + random.nextInt(most);
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chosen.add(pick(parts));
    }
    return String.join(separator, chosen);
  }

  /** Of few values, so that patterns match now and then. */
  private InetAddress address() throws Exception {
    byte[] bytes = new byte[random.nextInt(3) > 0 ? 4 : 16];
    byte[] values = {0, 1, 10, 25, (byte) 255, (byte) 0xfe, (byte) 0x80};
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = values[random.nextInt(values.length)];
    }
    return InetAddress.getByAddress(bytes);
  }

  private String pick(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
