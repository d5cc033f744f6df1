package org.apache.spark.streaming.flume.sink.internal.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flume.Context;
import org.apache.flume.conf.ConfigurationException;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.apache.spark.streaming.flume.sink.internal.access.AccessRules;
import org.apache.spark.streaming.flume.sink.internal.access.Decision.Answer;
import org.apache.spark.streaming.flume.sink.internal.rpc.Access;
import org.apache.spark.streaming.flume.sink.internal.tls.Certificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of TLS, access rules and compression. */
class AccessSettingsTest {

  private final Context context = new Context(Map.of("port", "0"));

  @Test
  void byDefaultTheDoorIsOpenAsWithSparksOwnSink() {
    Access access = parse().rpc().access();

    assertThat(access.tls()).isNull();
    assertThat(access.rules().isEmpty()).isTrue();
    assertThat(access.deflate()).isFalse();
    assertThat(parse().describe()).contains("ssl=off ipFilter=off compression-type=none");
  }

  @ParameterizedTest
  @CsvSource({"ssl, yes", "ssl, ''", "need-client-auth, 1", "ipFilter, on"})
  void aSwitchThatIsNeitherTrueNorFalseIsRefused(String key, String value) {
    context.put(key, value);

    refuses("Sink 'spark': " + key + " has the value '" + value + "'; allowed: true or false");
  }

  @Test
  void anUnknownCompressionIsRefused() {
    context.put("compression-type", "snappy");

    refuses("compression-type has the value 'snappy'; allowed: none or deflate");
  }

  @Test
  void tlsNeedsAKeystoreAndItsPassword() throws Exception {
    context.put("ssl", "true");
    refuses("Sink 'spark': keystore is not set; allowed: the path of a keystore");

    context.put("keystore", Certificates.keystore("server").toString());
    refuses("keystore-password is not set; allowed: the password of");
  }

  @Test
  void aKeystoreThatIsNotThereIsNamed() {
    tls(Path.of("/no/such.p12"));

    refuses("keystore has the value '/no/such.p12'; allowed: a file that this agent can read");
  }

  @Test
  void aWrongPasswordIsToldWithoutShowingIt() throws Exception {
    tls(Certificates.keystore("server"));
    context.put("keystore-password", "Marker-wrong");

    assertThatThrownBy(this::parse)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "keystore-password has a value that is not shown here; allowed: the password of")
        .hasMessageNotContaining("Marker-wrong")
        .hasNoCause();
  }

  @Test
  void anUnknownTypeIsToldWithThoseThatAreKnown() throws Exception {
    tls(Certificates.keystore("server"));
    context.put("keystore-type", "PEM");

    refuses("keystore-type has the value 'PEM'; allowed: one of [");
  }

  @Test
  void aFileOfAnotherTypeIsNamed(@TempDir Path directory) throws Exception {
    Path text = Files.write(directory.resolve("text"), "not a store".getBytes(UTF_8));
    tls(text);

    refuses("keystore has the value '" + text + "'; allowed: an intact file of the type PKCS12");
  }

  @Test
  void aKeystoreWithoutAKeyIsNamed() throws Exception {
    Path noKey = Certificates.truststore("client");
    tls(noKey);

    refuses("keystore has the value '" + noKey + "'; allowed: a store with a private key in it");
  }

  @Test
  void clientsAreNotTrustedByJavasOwnList() throws Exception {
    tls(Certificates.keystore("server"));
    context.put("need-client-auth", "true");

    refuses("truststore is not set; allowed: the path of a truststore, which need-client-auth");
  }

  @Test
  void protocolsOfWhichNoneIsLeftAreRefused() throws Exception {
    tls(Certificates.keystore("server"));
    context.put("include-protocols", "TLSv1 SSLv3");

    refuses("include-protocols has the value 'TLSv1 SSLv3'; allowed: a choice that leaves");
  }

  @Test
  void flumesGlobalSettingsFillInWhatTheSinkLeavesOut() throws Exception {
    Map<String, String> globals =
        Map.of(
            "javax.net.ssl.keyStore",
            Certificates.keystore("server").toString(),
            "javax.net.ssl.keyStorePassword",
            Certificates.PASSWORD,
            "javax.net.ssl.keyStoreType",
            "PKCS12",
            "flume.ssl.exclude.protocols",
            "TLSv1.2,TLSv1.1");
    globals.forEach(System::setProperty);
    try {
      context.put("ssl", "true");

      SinkSettings settings = parse();

      assertThat(settings.rpc().access().tls().keystore().file())
          .isEqualTo(Certificates.keystore("server"));
      assertThat(settings.rpc().access().tls().protocols().exclude())
          .containsExactly("SSLv3", "TLSv1.2", "TLSv1.1");
    } finally {
      globals.keySet().forEach(System::clearProperty);
    }
  }

  @Test
  void noPasswordIsShown() throws Exception {
    tls(Certificates.keystore("server"));
    context.put("need-client-auth", "true");
    context.put("truststore", Certificates.truststore("client").toString());
    context.put("truststore-password", Certificates.PASSWORD);
    context.put("truststore-type", "PKCS12");

    SinkSettings settings = parse();

    assertThat(settings.describe()).contains("ssl=on(keystore=").contains("truststore=");
    assertThat(settings.describe()).doesNotContain(Certificates.PASSWORD);
    assertThat(settings.toString()).doesNotContain(Certificates.PASSWORD);
  }

  @Test
  void whatHasNoEffectIsAWarning() throws Exception {
    try (LogCapture log = new LogCapture()) {
      tls(Certificates.keystore("server"));
      context.put("ssl", "false");
      context.put("ipFilterRules", "deny:ip:*");
      parse();

      assertThat(log.warnings())
          .hasSize(2)
          .anyMatch(line -> line.contains("connections are not encrypted"))
          .anyMatch(line -> line.contains("every address may connect"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'allow:ip:127.0.0.*,deny:ip:*', 127.0.0.1, true",
    "'allow:ip:127.0.0.*,deny:ip:*', 127.0.1.1, false",
    "'deny:ip:10.1.2.3', 10.1.2.3, false",
    "'deny:ip:10.1.2.3', 10.1.2.4, true",
    "' allow:ip:10.0.0.0/8 , deny:ip:* ', 10.200.1.1, true",
    "' allow:ip:10.0.0.0/8 , deny:ip:* ', 11.0.0.1, false",
    "'deny:ip:fe80*,allow:ip:*', fe80::1, false",
    "'allow:name:localhost,deny:ip:*', 127.0.0.1, true",
    "'allow:name:localhost,deny:ip:*', 10.0.0.1, false",
  })
  void theFirstRuleThatMatchesDecides(String rules, String address, boolean admitted)
      throws Exception {
    context.put("ipFilter", "true");
    context.put("ipFilterRules", rules);

    AccessRules access = parse().rpc().access().rules();

    InetSocketAddress peer = new InetSocketAddress(InetAddress.getByName(address), 4141);
    assertThat(access.decide(peer).answer()).isEqualTo(admitted ? Answer.ALLOW : Answer.DENY);
    assertThat(parse().describe()).contains("ipFilter=on(" + access + ")");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "allow:10.0.0.1",
        "permit:ip:10.0.0.1",
        "allow:host:a",
        "allow:ip:",
        "allow:ip:*,,deny:ip:*",
        "allow:ip:10.* deny:ip:*",
        "[allow:ip:10.*, deny:ip:*]",
        "allow:ip:10.0.0.0/99",
        "allow:ip:10.0.0.0/x",
        "allow:ip:here/8",
        "deny:name:(",
      })
  void aRuleThatIsNoneIsRefused(String rules) {
    context.put("ipFilter", "true");
    context.put("ipFilterRules", rules);

    refuses(
        "Sink 'spark': ipFilterRules has the value '"
            + rules
            + "'; allowed: rules with commas between them, each <allow|deny>:<ip|name>:<pattern>");
  }

  @Test
  void aListThatLeavesTheRestOpenIsAWarning() {
    context.put("ipFilter", "true");
    context.put("ipFilterRules", "allow:ip:10.*");
    try (LogCapture log = new LogCapture()) {
      parse();

      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("Sink 'spark': ipFilterRules ends without a rule for all")
          .contains("everybody whom no rule mentions may connect; end it with deny:ip:*");
    }
  }

  @Test
  void aListThatEndsWithARuleForAllIsNone() {
    context.put("ipFilter", "true");
    for (String rules : List.of("allow:ip:10.*,deny:ip:*,", "deny:ip:10.*,allow:ip:*")) {
      context.put("ipFilterRules", rules);
      try (LogCapture log = new LogCapture()) {
        parse();

        assertThat(log.warnings()).isEmpty();
      }
    }
  }

  @Test
  void aFilterNeedsRules() {
    context.put("ipFilter", "true");

    refuses("ipFilterRules is not set; allowed: rules");
  }

  private void tls(Path keystore) {
    Certificates.settings(keystore).forEach(context::put);
  }

  private SinkSettings parse() {
    return SinkSettings.parse("spark", context);
  }

  private void refuses(String message) {
    assertThatThrownBy(this::parse)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(message);
  }
}
