package org.apache.spark.streaming.flume.sink.spi.admission;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** The text of {@link PollRequest#client()} as an address. */
final class ClientAddress {

  private ClientAddress() {}

  /** Of an address that is written in digits, nobody has to be asked. */
  static InetSocketAddress parse(String client) {
    int colon = client.lastIndexOf(':');
    String host = client.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    try {
      return new InetSocketAddress(
          InetAddress.getByName(bracketed ? host.substring(1, host.length() - 1) : host),
          Integer.parseInt(client.substring(colon + 1)));
    } catch (UnknownHostException notInDigits) {
      throw new IllegalStateException("%s is no IP address".formatted(host), notInDigits);
    }
  }
}
