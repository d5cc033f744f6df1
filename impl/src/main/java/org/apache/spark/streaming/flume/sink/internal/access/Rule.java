package org.apache.spark.streaming.flume.sink.internal.access;

import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * One rule of a list.
 *
 * @param text as it was written
 * @param allow what it says of the peers that it is about
 * @param subject which those are
 */
record Rule(String text, boolean allow, Subject subject) {

  private static final String LOCALHOST = "localhost";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.*?-]{1,253}");
  private static final Pattern BEGIN_OF_ADDRESS =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){0,2}\\.?");
  private static final int LONGEST_PATTERN = 253;

  static Rule parse(String text) throws AccessRuleException {
    if (text.isEmpty()) {
      throw new AccessRuleException("there is an empty rule between two commas");
    }
    String[] parts = text.split(":", 3);
    boolean allow = parts[0].equals("allow");
    if (parts.length < 3 || !(allow || parts[0].equals("deny"))) {
      throw malformed(
          text, "it does not begin with allow:ip:, allow:name:, deny:ip: or deny:name:");
    }
    return switch (parts[1]) {
      case "ip" -> new Rule(text, allow, address(text, parts[2]));
      case "name" -> new Rule(text, allow, name(text, parts[2]));
      default -> throw malformed(text, "'" + parts[1] + "' is neither ip nor name");
    };
  }

  private static Subject address(String text, String pattern) throws AccessRuleException {
    if (pattern.indexOf('/') >= 0) {
      Network network = Network.parse(pattern);
      if (network == null) {
        throw malformed(text, "'" + pattern + "' is no network such as 10.0.0.0/8 or fd00::/8");
      }
      return new Subject.In(network);
    }
    InetAddress one = Addresses.parse(pattern);
    if (one != null) {
      return new Subject.Is(one);
    }
    Glob glob = new Glob(pattern);
    if (pattern.length() <= LONGEST_PATTERN && Addresses.exist(glob)) {
      return new Subject.Like(glob);
    }
    String hint = "";
    if (BEGIN_OF_ADDRESS.matcher(pattern).matches()) {
      hint =
          "; the beginning of one needs a star, as in " + pattern.replaceFirst("\\.$", "") + ".*";
    } else if (pattern.contains("::")) {
      hint = "; with a star an IPv6 address is in full, as in fe80:0:0:0:*";
    }
    throw malformed(text, "no address is like '" + pattern + "'" + hint);
  }

  private static Subject name(String text, String pattern) throws AccessRuleException {
    if (pattern.equals(LOCALHOST)) {
      return new Subject.ThisMachine();
    }
    if (!NAME.matcher(pattern).matches()) {
      throw malformed(text, "no machine has a name like '" + pattern + "'");
    }
    Glob glob = new Glob(pattern);
    return glob.matchesEverything() ? new Subject.Like(glob) : new Subject.Named(glob);
  }

  private static AccessRuleException malformed(String rule, String why) {
    return new AccessRuleException("the rule '%s' is none: %s".formatted(rule, why));
  }
}
