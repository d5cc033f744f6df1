package io.github.flumespark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.flumespark.client.SinkAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlumeOptionsTest {

  private static FlumeOptions parse(String... pairs) {
    Map<String, String> options = new HashMap<>(Map.of("sinks", "a:1"));
    for (String pair : pairs) {
      options.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
    }
    return FlumeOptions.parse(options);
  }

  @Test
  void theDefaultsNeedNothingButSinks() {
    FlumeOptions options = parse();
    assertThat(options.sinks()).containsExactly(new SinkAddress("a", 1));
    assertThat(options.connections()).isOne();
    assertThat(options.batchSize()).isEqualTo(1000);
    assertThat(options.maxEventsPerTrigger()).isZero();
    assertThat(options.pollTimeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(options.fillTime()).isEqualTo(Duration.ofSeconds(1));
    assertThat(options.client().tls()).isNull();
    assertThat(options.client().deflate()).isFalse();
  }

  @Test
  void allCanBeSetInAnyCase() {
    FlumeOptions options =
        parse(
            "sinks=a:1, [::1]:2",
            "CONNECTIONS=2",
            "batchsize=10",
            "maxeventspertrigger=7",
            "pollTimeout=2 s",
            "fillTime=1 min",
            "connectTimeout=100",
            "callTimeout=20ms",
            "compression=deflate",
            "ssl=true",
            "truststore=/t",
            "truststorePassword=secret",
            "keystore=/k",
            "keystoreType=JKS",
            "verifyHostname=false",
            "sslProtocols=TLSv1.3");
    assertThat(options.sinks()).containsExactly(new SinkAddress("a", 1), new SinkAddress("::1", 2));
    assertThat(options.partitions(options.sinks().get(0))).hasSize(2);
    assertThat(options.pollTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(options.fillTime()).isEqualTo(Duration.ofMinutes(1));
    assertThat(options.client().callTimeout()).isEqualTo(Duration.ofMillis(20));
    assertThat(options.client().deflate()).isTrue();
    assertThat(options.client().tls().truststore().path()).isEqualTo("/t");
    assertThat(options.client().tls().keystore().type()).isEqualTo("JKS");
    assertThat(options.client().tls().verifyHostname()).isFalse();
    assertThat(options.client().tls().protocols()).isEqualTo(List.of("TLSv1.3"));
    assertThat(options.toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sinks=|sinks|host:port",
        "sinks=a|sinks|host:port",
        "sinks=a:1,b|sinks|host:port",
        "sinks=a:0|sinks|1 to 65535",
        "sinks=a:1,a:1|a:1 is there twice|connections",
        "connections=0|connections is '0'|1 to 1000",
        "batchSize=x|batchSize is 'x'|1 to 10000000",
        "maxEventsPerTrigger=-1|maxEventsPerTrigger is '-1'|1 to",
        "pollTimeout=0|pollTimeout is '0'|at least 1 ms",
        "fillTime=5 fortnights|fillTime is '5 fortnights'|5 s",
        "ssl=yes|ssl is 'yes'|true or false",
        "compression=zip|compression is 'zip'|none or deflate",
        "truststore=/t|truststore|needs the option ssl",
        "batchsise=7|has no option batchsise|batchSize"
      })
  void whatIsWrongIsNamedWithWhatIsAllowed(String option, String names, String allows) {
    assertThatThrownBy(() -> parse(option))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(names)
        .hasMessageContaining(allows);
  }

  @Test
  void withoutSinksItSaysSo() {
    assertThatThrownBy(() -> FlumeOptions.parse(Map.of()))
        .hasMessageContaining("needs the option sinks");
  }
}
