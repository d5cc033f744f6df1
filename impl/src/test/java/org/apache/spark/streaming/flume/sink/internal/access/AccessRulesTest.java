package org.apache.spark.streaming.flume.sink.internal.access;

import static org.apache.spark.streaming.flume.sink.internal.access.Decision.Answer.ALLOW;
import static org.apache.spark.streaming.flume.sink.internal.access.Decision.Answer.DENY;
import static org.apache.spark.streaming.flume.sink.internal.access.Decision.Answer.NEEDS_NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessRulesTest {

  @Test
  void theFirstRuleThatMatchesDecidesAndIsNamed() throws Exception {
    AccessRules rules = AccessRules.parse("deny:ip:10.0.0.7,allow:ip:10.*,deny:ip:*");

    assertThat(rules.decide(peer("10.0.0.7"))).isEqualTo(new Decision(DENY, 0));
    assertThat(rules.decide(peer("10.0.0.8"))).isEqualTo(new Decision(ALLOW, 1));
    assertThat(rules.decide(peer("11.0.0.8"))).isEqualTo(new Decision(DENY, 2));
    assertThat(rules.text(1)).isEqualTo("allow:ip:10.*");
  }

  @Test
  void wherePeersMatchNoRuleTheyMayConnect() throws Exception {
    AccessRules rules = AccessRules.parse("deny:ip:10.*");

    assertThat(rules.decide(peer("11.0.0.1"))).isEqualTo(new Decision(ALLOW, Decision.NO_RULE));
    assertThat(AccessRules.NONE.decide(peer("11.0.0.1")).answer()).isEqualTo(ALLOW);
  }

  @Test
  void aPeerWithoutAnAddressIsDeniedIfThereAreRules() throws Exception {
    AccessRules rules = AccessRules.parse("allow:ip:*");

    assertThat(rules.decide(null).answer()).isEqualTo(DENY);
    assertThat(rules.decide(InetSocketAddress.createUnresolved("x", 1)).answer()).isEqualTo(DENY);
    assertThat(AccessRules.NONE.decide(null).answer()).isEqualTo(ALLOW);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1, true",
    "10.0.0.1, 10.0.0.10, false",
    "10.0.0.1, 100.0.0.1, false",
    "10.*, 10.255.0.3, true",
    "10.*, 110.0.0.1, false",
    "*, 1.2.3.4, true",
    "*, 2001:db8::1, true",
    "10.0.0.?, 10.0.0.9, true",
    "10.0.0.?, 10.0.0.10, false",
    "10.*.7, 10.1.2.7, true",
    "10.*.7, 10.1.2.8, false",
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.1.2.3/8, 10.9.9.9, true",
    "10.0.0.128/25, 10.0.0.127, false",
    "10.0.0.128/25, 10.0.0.128, true",
    "10.0.0.1/32, 10.0.0.1, true",
    "10.0.0.1/32, 10.0.0.0, false",
    "0.0.0.0/0, 255.1.2.3, true",
    "0.0.0.0/0, ::1, false",
    "::1, ::1, true",
    "0:0:0:0:0:0:0:1, ::1, true",
    "2001:DB8::1, 2001:db8:0:0:0:0:0:1, true",
    "2001:db8:*, 2001:db8::1, true",
    "2001:db8:*, 2001:db9::1, false",
    "FE80:*, fe80::1%1, true",
    "fe80::1, fe80::1%1, true",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::/0, ::1, true",
    "::/0, 1.2.3.4, false",
    "::ffff:10.0.0.1, 10.0.0.1, true",
  })
  void aPatternOfAnIpRuleIsAnAddressOrHasWildcardsOrIsANetwork(
      String pattern, String address, boolean matches) throws Exception {
    AccessRules rules = AccessRules.parse("deny:ip:" + pattern);

    assertThat(rules.decide(peer(address)).answer()).isEqualTo(matches ? DENY : ALLOW);
  }

  @Test
  void aNameIsAskedForOnlyWhenItsRuleIsReached() throws Exception {
    AccessRules rules =
        AccessRules.parse("allow:ip:10.*,allow:name:*.Example.com,deny:name:b?d,deny:ip:*");

    assertThat(rules.decide(peer("10.0.0.1"))).isEqualTo(new Decision(ALLOW, 0));
    assertThat(rules.decide(peer("11.0.0.1"))).isEqualTo(new Decision(NEEDS_NAME, 1));
    assertThat(rules.decide(peer("11.0.0.1"), 1, "a.EXAMPLE.com"))
        .isEqualTo(new Decision(ALLOW, 1));
    assertThat(rules.decide(peer("11.0.0.1"), 1, "bad")).isEqualTo(new Decision(DENY, 2));
    assertThat(rules.decide(peer("11.0.0.1"), 1, "11.0.0.1")).isEqualTo(new Decision(DENY, 3));
    assertThat(rules.mayNeedName()).isTrue();
  }

  /** From the rule on that asked: those before it can't have changed their mind. */
  @Test
  void rulesBeforeTheOneThatAskedAreNotLookedAtAgain() throws Exception {
    AccessRules rules = AccessRules.parse("allow:ip:*,deny:name:x");

    assertThat(rules.decide(peer("10.0.0.1"), 1, "x")).isEqualTo(new Decision(DENY, 1));
  }

  @Test
  void aRuleForEveryNameNeedsNone() throws Exception {
    AccessRules rules = AccessRules.parse("deny:name:*");

    assertThat(rules.decide(peer("10.0.0.1"))).isEqualTo(new Decision(DENY, 0));
    assertThat(rules.mayNeedName()).isFalse();
  }

  @Test
  void localhostIsThisMachineWithAllItsAddressesAndNeedsNoName() throws Exception {
    AccessRules rules = AccessRules.parse("allow:name:localhost,deny:ip:*");

    assertThat(rules.decide(peer("127.0.0.1")).answer()).isEqualTo(ALLOW);
    assertThat(rules.decide(peer("127.9.9.9")).answer()).isEqualTo(ALLOW);
    assertThat(rules.decide(peer("::1")).answer()).isEqualTo(ALLOW);
    assertThat(rules.decide(peer("192.0.2.1")).answer()).isEqualTo(DENY);
    for (NetworkInterface own : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(own.getInetAddresses())) {
        assertThat(rules.decide(new InetSocketAddress(address, 1)).answer())
            .as("%s", address)
            .isEqualTo(ALLOW);
      }
    }
    assertThat(rules.mayNeedName()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "allow:ip:10.*,deny:ip:*",
        "allow:ip:10.*,deny:ip:*,",
        "allow:ip:10.*,deny:ip:*,,,",
        "  allow:ip:10.* , deny:ip:*  ",
        "allow:ip:10.*,\n  deny:ip:*\n",
      })
  void blanksAroundRulesAndCommasAtTheEndDontMatter(String text) throws Exception {
    AccessRules rules = AccessRules.parse(text);

    assertThat(rules).hasToString("allow:ip:10.*,deny:ip:*");
    assertThat(rules.decide(peer("10.1.1.1")).answer()).isEqualTo(ALLOW);
    assertThat(rules.decide(peer("11.1.1.1")).answer()).isEqualTo(DENY);
  }

  /** Each of these would let in, or shut out, others than those whom its author meant. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "allow:ip:10.* deny:ip:*               | allow:ip:10.* deny:ip:*",
        "\"allow:ip:10.*\ndeny:ip:*\"          | deny:ip:*",
        "allow:ip:10.*;deny:ip:*               | allow:ip:10.*;deny:ip:*",
        "allow:ip:10.*deny:ip:*                | allow:ip:10.*deny:ip:*",
        "allow:ip:10.*:deny:ip:*               | allow:ip:10.*:deny:ip:*",
        "allow:ip: 10.*                        | allow:ip: 10.*",
        "allow: ip:10.*                        | allow: ip:10.*",
        "allow :ip:10.*                        | allow :ip:10.*",
        "[allow:ip:10.*, deny:ip:*]            | [allow:ip:10.*",
        "allow:ip:10.*, deny:ip:*]             | deny:ip:*]",
        "allow:ip:10.0.0.1-10.0.0.9            | no address is like '10.0.0.1-10.0.0.9'",
        "allow:ip:10.1                         | as in 10.1.*",
        "allow:ip:10.1.                        | as in 10.1.*",
        "allow:ip:10.0.0.256                   | no address is like '10.0.0.256'",
        "allow:ip:300.*                        | no address is like '300.*'",
        "allow:ip:010.0.0.1                    | no address is like '010.0.0.1'",
        "allow:ip:10.?                         | no address is like '10.?'",
        "allow:ip:10.0.0.1.*                   | no address is like '10.0.0.1.*'",
        "allow:ip:10.0.0.1:9999                | no address is like '10.0.0.1:9999'",
        "allow:ip:fe80::*                      | as in fe80:0:0:0:*",
        "allow:ip:fe80::1%eth0                 | no address is like 'fe80::1%eth0'",
        "allow:ip:1:2:3:4:5:6:7:8:9            | no address is like",
        "allow:ip:10.0.0.0/33                  | no network",
        "allow:ip:10.0.0.0/                    | no network",
        "allow:ip:10.0.0.0/08                  | no network",
        "allow:ip:10.0.0.0/255.0.0.0           | no network",
        "allow:ip:10/8                         | no network",
        "allow:ip:10.*/8                       | no network",
        "allow:ip:fd00::/129                   | no network",
        "allow:ip:localhost                    | no address is like 'localhost'",
        "allow:ip:host.example.com             | no address is like",
        "allow:ip:10.[12].*                     | no address is like",
        "allow:ip:10\\.*                       | no address is like",
        "allow:ip:                             | no address is like ''",
        "allow:name:                           | no machine has a name like ''",
        "allow:name:a b                        | no machine has a name like 'a b'",
        "allow:name:a;deny:name:b              | no machine has a name like",
        "allow:ip                              | allow:ip",
        "allow                                 | the rule 'allow' is none",
        "Allow:ip:10.*                         | does not begin with",
        "allow:IP:10.*                         | 'IP' is neither ip nor name",
        "permit:ip:10.*                        | does not begin with",
        "\"\"                                  | empty rule",
        "\",\"                                 | no rule",
        "\",allow:ip:10.*\"                    | empty rule",
        "\"allow:ip:10.*,,deny:ip:*\"          | empty rule",
        "\"allow:ip:10.*, ,deny:ip:*\"         | empty rule",
      })
  void whatIsNoListOfRulesIsRefusedWithTheRuleNamed(String text, String told) {
    assertThatThrownBy(() -> AccessRules.parse(text.strip()))
        .isInstanceOf(AccessRuleException.class)
        .hasMessageContaining(told.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allow:ip:10.*,deny:ip:*                      | false",
        "allow:ip:10.*,deny:name:*                    | false",
        "deny:ip:10.*,allow:ip:*                      | false",
        "allow:ip:10.*,deny:ip:0.0.0.0/0,deny:ip:::/0 | false",
        "allow:ip:10.*,deny:ip:0.0.0.0/0              | true",
        "allow:ip:10.*                                | true",
        "deny:ip:10.*                                 | true",
        "deny:ip:*,allow:ip:10.*                      | false",
      })
  void aListWithoutARuleForAllLeavesTheRestOpen(String text, boolean open) throws Exception {
    assertThat(AccessRules.parse(text).leaveRestOpen()).isEqualTo(open);
  }

  private static InetSocketAddress peer(String address) throws Exception {
    return new InetSocketAddress(InetAddress.getByName(address), 4711);
  }
}
