package org.apache.spark.streaming.flume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.flumespark.client.ClientSettings;
import io.github.flumespark.client.TlsSettings;
import java.time.Duration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class FlumeConfTest {

  private final SparkConf conf = new SparkConf(false);

  @Test
  void nothingSaidIsTheClientsDefaults() {
    ClientSettings settings = settings();

    assertThat(settings.callTimeout()).isEqualTo(ClientSettings.DEFAULTS.callTimeout());
    assertThat(settings.deflate()).isFalse();
    assertThat(settings.tls()).isNull();
  }

  @Test
  void timesAndSizesHaveSparksUnits() {
    set("connectTimeout", "2s", "callTimeout", "1m", "maxReplySize", "16m");
    set("compression", "deflate");

    ClientSettings settings = settings();

    assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.callTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.maxReplyBytes()).isEqualTo(16 << 20);
    assertThat(settings.deflate()).isTrue();
  }

  @Test
  void tlsHasStores() {
    set("ssl.enabled", "true", "ssl.trustStore", "/t.p12", "ssl.trustStorePassword", "t");
    set("ssl.keyStore", "/k.jks", "ssl.keyStorePassword", "k", "ssl.keyStoreType", "JKS");
    set("ssl.protocols", "TLSv1.2, TLSv1.3", "ssl.verifyHostname", "false");

    TlsSettings tls = settings().tls();

    assertThat(tls.truststore()).isEqualTo(new TlsSettings.Store("/t.p12", "t", "PKCS12"));
    assertThat(tls.keystore()).isEqualTo(new TlsSettings.Store("/k.jks", "k", "JKS"));
    assertThat(tls.protocols()).containsExactly("TLSv1.2", "TLSv1.3");
    assertThat(tls.verifyHostname()).isFalse();
    assertThat(tls.toString()).contains("/t.p12").doesNotContain("password");
  }

  @Test
  void aKeyThatIsNoneIsNamedBesideThoseThatAre() {
    set("calltimeout", "1m");

    assertRefused("spark.streaming.flume.calltimeout is not a setting", "callTimeout");
  }

  @Test
  void aValueThatCannotBeIsNamedWithItsKey() {
    set("compression", "yes");

    assertRefused("spark.streaming.flume.compression is 'yes': none or deflate is allowed");
  }

  @Test
  void aSizeThatIsTooLargeIsRefused() {
    set("maxReplySize", "4g");

    assertRefused("spark.streaming.flume.maxReplySize is '4g': a size from 1024 to");
  }

  @Test
  void storesWithoutTlsAreAMistake() {
    set("ssl.trustStore", "/t.p12");

    assertRefused("spark.streaming.flume.ssl.trustStore needs ssl.enabled to be true");
  }

  @Test
  void aPasswordWithoutItsStoreIsAMistake() {
    set("ssl.enabled", "true", "ssl.keyStorePassword", "k");

    assertRefused("spark.streaming.flume.ssl.keyStorePassword needs ssl.keyStore");
  }

  private ClientSettings settings() {
    return FlumeConf.connectionSettings(conf).client();
  }

  private void set(String... keysAndValues) {
    for (int i = 0; i < keysAndValues.length; i += 2) {
      conf.set("spark.streaming.flume." + keysAndValues[i], keysAndValues[i + 1]);
    }
  }

  private void assertRefused(String... texts) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings())
        .satisfies(e -> assertThat(e.getMessage()).contains(texts));
  }
}
