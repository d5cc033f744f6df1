package io.github.flumespark.client;

import java.io.Serializable;

/**
 * Where a sink listens.
 *
 * @param host name or address, without the brackets of an IPv6 address
 * @param port 1 to 65535
 * @serial exclude
 */
@SuppressWarnings("InvalidBlockTag") // it is Javadoc's own
public record SinkAddress(String host, int port) implements Serializable {

  private static final int MAX_PORT = 65_535;

  /**
   * Makes an address. Nothing is resolved yet.
   *
   * @param host name or address, without the brackets of an IPv6 address
   * @param port 1 to 65535
   * @throws IllegalArgumentException if the host is blank or the port is not from 1 to 65535
   */
  public SinkAddress {
    if (host == null || host.isBlank()) {
      throw new IllegalArgumentException("a sink's address needs a host, but has none");
    }
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "port " + port + " of " + host + " is not from 1 to " + MAX_PORT);
    }
  }

  /**
   * Reads {@code host:port}; an IPv6 address stands in brackets.
   *
   * @param text blanks around it do not count
   * @return the address
   * @throws IllegalArgumentException if the text is anything else; it says what is allowed
   */
  public static SinkAddress parse(String text) {
    String trimmed = text.strip();
    int colon = trimmed.lastIndexOf(':');
    String host = colon < 0 ? "" : trimmed.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      throw bad(text);
    }
    try {
      return new SinkAddress(host, Integer.parseInt(trimmed.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw bad(text);
    }
  }

  private static IllegalArgumentException bad(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not the address of a sink: host:port or [IPv6 address]:port is");
  }

  /** {@code host:port}, as {@link #parse} reads it. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
