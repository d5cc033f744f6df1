package org.apache.spark.streaming.flume.sink.spi.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1:40012, 192.0.2.1, 40012",
    "[2001:db8:0:0:0:0:0:1]:1, 2001:db8:0:0:0:0:0:1, 1",
    "2001:db8:0:0:0:0:0:1:65535, 2001:db8:0:0:0:0:0:1, 65535"
  })
  void theTextOfAClientIsAnAddressAndAPort(String client, String host, int port) {
    InetSocketAddress address = ClientAddress.parse(client);

    assertThat(address.getAddress().getHostAddress()).isEqualTo(host);
    assertThat(address.getPort()).isEqualTo(port);
    assertThat(address).isEqualTo(ClientAddress.parse(client));
  }
}
