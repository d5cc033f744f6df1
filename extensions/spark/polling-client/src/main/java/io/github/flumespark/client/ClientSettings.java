package io.github.flumespark.client;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * How a client talks to a sink. Immutable.
 *
 * @serial exclude
 */
@SuppressWarnings("InvalidBlockTag") // it is Javadoc's own
public final class ClientSettings implements Serializable {

  /** No TLS, no compression; waits as {@link Builder} says. */
  public static final ClientSettings DEFAULTS = builder().build();

  private static final long serialVersionUID = 1;

  private final Duration connectTimeout;
  private final Duration callTimeout;
  private final int maxReplyBytes;
  private final boolean deflate;
  private final TlsSettings tls;
  private final String clientName;

  private ClientSettings(Builder builder) {
    connectTimeout = positive("connectTimeout", builder.connectTimeout);
    callTimeout = positive("callTimeout", builder.callTimeout);
    if (builder.maxReplyBytes < 1024) {
      throw new IllegalArgumentException(
          "maxReplyBytes is " + builder.maxReplyBytes + ", must be 1024 or more");
    }
    maxReplyBytes = builder.maxReplyBytes;
    deflate = builder.deflate;
    tls = builder.tls;
    clientName = builder.clientName;
  }

  private static Duration positive(String name, Duration value) {
    // A socket counts milliseconds in an int, and takes 0 for no limit.
    if (value.toMillis() < 1 || value.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          name + " is " + value + ", must be from 1 ms to " + Integer.MAX_VALUE + " ms");
    }
    return value;
  }

  /**
   * Starts from the defaults.
   *
   * @return a builder of its own for each call
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * How long a connection may take to be made, its TLS handshake included.
   *
   * @return from 1 ms on
   */
  public Duration connectTimeout() {
    return connectTimeout;
  }

  /**
   * How long a call may take to be answered.
   *
   * @return from 1 ms on
   */
  public Duration callTimeout() {
    return callTimeout;
  }

  /**
   * The largest answer that is read; uncompressed.
   *
   * @return bytes, 1024 or more
   */
  public int maxReplyBytes() {
    return maxReplyBytes;
  }

  /**
   * Whether both directions are compressed.
   *
   * @return false for a connection that is not compressed
   */
  public boolean deflate() {
    return deflate;
  }

  /**
   * How the connection is secured.
   *
   * @return null if it isn't
   */
  public TlsSettings tls() {
    return tls;
  }

  /**
   * On whose behalf the client reads; see {@link Builder#clientName}.
   *
   * @return null for a client that does not tell
   */
  public String clientName() {
    return clientName;
  }

  /**
   * The same settings, with this name.
   *
   * @param name see {@link Builder#clientName}
   * @return new settings
   */
  public ClientSettings withClientName(String name) {
    return copy().clientName(name).build();
  }

  /**
   * The same settings, with this kind of security.
   *
   * @param settings null for none
   * @return new settings
   */
  public ClientSettings withTls(TlsSettings settings) {
    return copy().tls(settings).build();
  }

  /** Two are equal when they lead to the same connections. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ClientSettings settings
        && connectTimeout.equals(settings.connectTimeout)
        && callTimeout.equals(settings.callTimeout)
        && maxReplyBytes == settings.maxReplyBytes
        && deflate == settings.deflate
        && Objects.equals(tls, settings.tls)
        && Objects.equals(clientName, settings.clientName);
  }

  @Override
  public int hashCode() {
    return Objects.hash(connectTimeout, callTimeout, maxReplyBytes, deflate, tls, clientName);
  }

  private Builder copy() {
    return builder()
        .connectTimeout(connectTimeout)
        .callTimeout(callTimeout)
        .maxReplyBytes(maxReplyBytes)
        .deflate(deflate)
        .tls(tls)
        .clientName(clientName);
  }

  /** Collects settings. For one thread. */
  public static final class Builder {

    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration callTimeout = Duration.ofSeconds(30);
    private int maxReplyBytes = 128 << 20;
    private boolean deflate;
    private TlsSettings tls;
    private String clientName;

    private Builder() {}

    /**
     * How long a connection may take to be made, TLS included; 10 s.
     *
     * @param timeout 1 ms to {@link Integer#MAX_VALUE} ms
     * @return this builder
     */
    public Builder connectTimeout(Duration timeout) {
      connectTimeout = timeout;
      return this;
    }

    /**
     * How long a call may take to be answered; 30 s. Must be longer than the sink's {@code
     * pollTimeout} (10 s unless configured), for which a poll of an empty channel waits.
     *
     * @param timeout 1 ms to {@link Integer#MAX_VALUE} ms
     * @return this builder
     */
    public Builder callTimeout(Duration timeout) {
      callTimeout = timeout;
      return this;
    }

    /**
     * The largest answer that is read, in bytes; 128 MiB, twice what the sink puts in a batch at
     * most (but for a single event that is larger). About three times as much may be held for a
     * moment.
     *
     * @param bytes 1024 or more
     * @return this builder
     */
    public Builder maxReplyBytes(int bytes) {
      maxReplyBytes = bytes;
      return this;
    }

    /**
     * Compresses both directions: for a sink with {@code compression-type = deflate} only.
     *
     * @param on whether to compress
     * @return this builder
     */
    public Builder deflate(boolean on) {
      deflate = on;
      return this;
    }

    /**
     * Secures the connection: for a sink with {@code ssl = true} only. Null for not.
     *
     * @param settings null for none
     * @return this builder
     */
    public Builder tls(TlsSettings settings) {
      tls = settings;
      return this;
    }

    /**
     * On whose behalf the client reads, for the sink: it tells its log and its readers if there are
     * several. All connections of one reader give the same name; or one of them does, for as long
     * as it reads, and the others an empty one. Null, which is the default, for not to tell.
     * Spark's own sink does not look at it.
     *
     * @param name null for not to tell
     * @return this builder
     */
    public Builder clientName(String name) {
      clientName = name;
      return this;
    }

    /**
     * Makes the settings.
     *
     * @return immutable settings
     * @throws IllegalArgumentException if one is out of its bounds; it says which
     */
    public ClientSettings build() {
      return new ClientSettings(this);
    }
  }
}
