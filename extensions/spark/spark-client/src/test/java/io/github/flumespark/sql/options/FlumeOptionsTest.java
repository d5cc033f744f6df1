package io.github.flumespark.sql.options;

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
    assertThat(options.limits()).isEqualTo(TriggerLimits.NONE);
    assertThat(options.pollTimeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(options.fillTime()).isZero();
    assertThat(options.failOnUnreachableSink()).isFalse();
    assertThat(options.maxSinkDowntime()).isZero();
    assertThat(options.connection().client().tls()).isNull();
    assertThat(options.connection().client().deflate()).isFalse();
  }

  @Test
  void allCanBeSetInAnyCase() {
    FlumeOptions options =
        parse(
            "sinks=a:1, [::1]:2",
            "CONNECTIONS=2",
            "batchsize=10",
            "maxeventspertrigger=700",
            "maxBytesPerTrigger=64m",
            "minEventsPerTrigger=500",
            "maxTriggerDelay=5m",
            "failOnUnreachableSink=true",
            "maxSinkDowntime=1h",
            "maxReplySize=1 g",
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
    assertThat(options.connections()).isEqualTo(2);
    assertThat(options.limits())
        .isEqualTo(new TriggerLimits(700, 64 << 20, 500, Duration.ofMinutes(5)));
    assertThat(options.failOnUnreachableSink()).isTrue();
    assertThat(options.maxSinkDowntime()).isEqualTo(Duration.ofHours(1));
    assertThat(options.connection().client().maxReplyBytes()).isEqualTo(1 << 30);
    assertThat(options.pollTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(options.fillTime()).isEqualTo(Duration.ofMinutes(1));
    assertThat(options.connection().client().callTimeout()).isEqualTo(Duration.ofMillis(20));
    assertThat(options.connection().client().deflate()).isTrue();
    assertThat(options.connection().client().tls().truststore().path()).isEqualTo("/t");
    assertThat(options.connection().client().tls().keystore().type()).isEqualTo("JKS");
    assertThat(options.connection().client().tls().verifyHostname()).isFalse();
    assertThat(options.connection().client().tls().protocols()).isEqualTo(List.of("TLSv1.3"));
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
        "fillTime=5 fortnights|fillTime is '5 fortnights'|5s",
        "maxBytesPerTrigger=64 parsecs|maxBytesPerTrigger is '64 parsecs'|64m",
        "maxReplySize=4g|maxReplySize is '4g'|a size from 1024 to",
        "maxTriggerDelay=soon|maxTriggerDelay is 'soon'|15m",
        "ssl=yes|ssl is 'yes'|true or false",
        "compression=zip|compression is 'zip'|none or deflate",
        "truststore=/t|truststore|needs ssl to be true",
        "batchsise=7|has no option batchsise|batchSize"
      })
  void whatIsWrongIsNamedWithWhatIsAllowed(String option, String names, String allows) {
    assertThatThrownBy(() -> parse(option))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(names)
        .hasMessageContaining(allows);
  }

  @Test
  void aMicroBatchNeedNotHaveMoreThanItMay() {
    assertThatThrownBy(() -> parse("maxEventsPerTrigger=10", "minEventsPerTrigger=11"))
        .hasMessageContaining("minEventsPerTrigger is '11'")
        .hasMessageContaining("maxEventsPerTrigger allows 10");
  }

  @Test
  void onePasswordIsEnough() {
    assertThatThrownBy(
            () ->
                parse(
                    "ssl=true",
                    "keystore=/k",
                    "keystorePassword=a",
                    "keystorePasswordFile=/secret"))
        .hasMessageContaining("keystorePasswordFile is one password too many");
  }

  @Test
  void withoutSinksItSaysSo() {
    assertThatThrownBy(() -> FlumeOptions.parse(Map.of()))
        .hasMessageContaining("needs the option sinks");
  }
}
