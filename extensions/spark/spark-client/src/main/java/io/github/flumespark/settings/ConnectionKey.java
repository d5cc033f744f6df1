package io.github.flumespark.settings;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** A setting of the connections to sinks, under the two names that it has. */
public enum ConnectionKey {
  CONNECT_TIMEOUT("connectTimeout", "connectTimeout"),
  CALL_TIMEOUT("callTimeout", "callTimeout"),
  MAX_REPLY_SIZE("maxReplySize", "maxReplySize"),
  COMPRESSION("compression", "compression"),
  TLS("ssl", "ssl.enabled"),
  TRUSTSTORE("truststore", "ssl.trustStore"),
  TRUSTSTORE_PASSWORD("truststorePassword", "ssl.trustStorePassword"),
  TRUSTSTORE_PASSWORD_FILE("truststorePasswordFile", "ssl.trustStorePasswordFile"),
  TRUSTSTORE_PASSWORD_ALIAS("truststorePasswordAlias", "ssl.trustStorePasswordAlias"),
  TRUSTSTORE_TYPE("truststoreType", "ssl.trustStoreType"),
  KEYSTORE("keystore", "ssl.keyStore"),
  KEYSTORE_PASSWORD("keystorePassword", "ssl.keyStorePassword"),
  KEYSTORE_PASSWORD_FILE("keystorePasswordFile", "ssl.keyStorePasswordFile"),
  KEYSTORE_PASSWORD_ALIAS("keystorePasswordAlias", "ssl.keyStorePasswordAlias"),
  KEYSTORE_TYPE("keystoreType", "ssl.keyStoreType"),
  VERIFY_HOSTNAME("verifyHostname", "ssl.verifyHostname"),
  PROTOCOLS("sslProtocols", "ssl.protocols");

  private final String option;
  private final String conf;

  ConnectionKey(String option, String conf) {
    this.option = option;
    this.conf = conf;
  }

  /** As an option of the source {@code flume}. */
  public String option() {
    return option;
  }

  /** In the Spark configuration, after {@code spark.streaming.flume.}. */
  public String conf() {
    return conf;
  }

  /** The names of those that have no effect without TLS. */
  static List<String> tlsNames(Function<ConnectionKey, String> name) {
    return Arrays.stream(values()).filter(key -> key.compareTo(TLS) > 0).map(name).toList();
  }
}
