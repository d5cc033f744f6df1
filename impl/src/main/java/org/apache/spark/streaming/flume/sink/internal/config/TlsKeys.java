package org.apache.spark.streaming.flume.sink.internal.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.flume.util.SSLUtil;
import org.apache.spark.streaming.flume.sink.SparkSinkConfig;
import org.apache.spark.streaming.flume.sink.internal.tls.KeyMaterial;
import org.apache.spark.streaming.flume.sink.internal.tls.KeyMaterialException;
import org.apache.spark.streaming.flume.sink.internal.tls.StoreSettings;
import org.apache.spark.streaming.flume.sink.internal.tls.TlsSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the keys of TLS as Flume's AvroSource does: what is not set for the sink is taken from
 * Flume's global SSL settings, {@code javax.net.ssl.*} and {@code FLUME_SSL_*}.
 */
final class TlsKeys {

  private static final Logger LOG = LoggerFactory.getLogger(TlsKeys.class);

  private static final String DEFAULT_TYPE = "JKS";

  /** Never, whatever the configuration says. */
  private static final String BROKEN_PROTOCOL = "SSLv3";

  private final KeyReader keys;

  private TlsKeys(KeyReader keys) {
    this.keys = keys;
  }

  /**
   * Reads the keys and tries the files.
   *
   * @return null if connections are not encrypted
   */
  static TlsSettings read(KeyReader keys) {
    return new TlsKeys(keys).read();
  }

  private TlsSettings read() {
    boolean on = keys.flag(SparkSinkConfig.CONF_SSL, false);
    boolean needClientAuth = keys.flag(SparkSinkConfig.CONF_NEED_CLIENT_AUTH, false);
    StoreSettings keystore =
        store(
            SparkSinkConfig.CONF_KEYSTORE,
            SSLUtil::getGlobalKeystorePath,
            SSLUtil::getGlobalKeystorePassword,
            SSLUtil.getGlobalKeystoreType(DEFAULT_TYPE));
    StoreSettings truststore =
        store(
            SparkSinkConfig.CONF_TRUSTSTORE,
            SSLUtil::getGlobalTruststorePath,
            SSLUtil::getGlobalTruststorePassword,
            SSLUtil.getGlobalTruststoreType(DEFAULT_TYPE));
    TlsSettings.Choice protocols =
        choice(
            "protocols",
            SSLUtil.getGlobalIncludeProtocols(),
            SSLUtil.getGlobalExcludeProtocols(),
            List.of(BROKEN_PROTOCOL));
    TlsSettings.Choice cipherSuites =
        choice(
            "cipher-suites",
            SSLUtil.getGlobalIncludeCipherSuites(),
            SSLUtil.getGlobalExcludeCipherSuites(),
            List.of());
    warnOfWhatIsOff(on, needClientAuth);
    if (!on) {
      return null;
    }
    require(keystore, SparkSinkConfig.CONF_SSL);
    if (keystore.password() == null) {
      throw keys.invalid(keystore.key() + "-password", null, "the password of " + keystore.file());
    }
    if (needClientAuth) {
      // Java's own list would let in everybody who ever got a certificate from a public authority.
      require(truststore, SparkSinkConfig.CONF_NEED_CLIENT_AUTH);
    }
    return tried(
        new TlsSettings(keystore, needClientAuth ? truststore : null, protocols, cipherSuites));
  }

  private StoreSettings store(
      String key, Supplier<String> globalFile, Supplier<String> globalPassword, String globalType) {
    String file = keys.text(key, globalFile.get());
    String password = keys.text(key + "-password", globalPassword.get());
    String type = keys.text(key + "-type", globalType);
    try {
      return new StoreSettings(
          key, file == null || file.isEmpty() ? null : Path.of(file), password, type);
    } catch (InvalidPathException notAPath) {
      throw keys.invalid(key, file, "the path of a file");
    }
  }

  private TlsSettings.Choice choice(
      String what, String globalInclude, String globalExclude, List<String> neverThese) {
    List<String> exclude = new ArrayList<>(neverThese);
    exclude.addAll(names(keys.text("exclude-" + what, globalExclude)));
    return new TlsSettings.Choice(
        "include-" + what, names(keys.text("include-" + what, globalInclude)), exclude);
  }

  private static List<String> names(String list) {
    return list == null
        ? List.of()
        : Arrays.stream(list.split("[\\s,]+")).filter(name -> !name.isEmpty()).toList();
  }

  private void require(StoreSettings store, String because) {
    if (store.file() == null) {
      throw keys.invalid(
          store.key(),
          null,
          "the path of a %s, which %s = true asks for".formatted(store.key(), because));
    }
  }

  /** An operator who wrote these must not believe that a door is shut. */
  private void warnOfWhatIsOff(boolean on, boolean needClientAuth) {
    boolean keystore = keys.isSet(SparkSinkConfig.CONF_KEYSTORE);
    if (!on && (keystore || needClientAuth)) {
      LOG.warn(
          "Sink '{}': {} has no effect without {} = true: connections are not encrypted",
          keys.sinkName(),
          keystore ? SparkSinkConfig.CONF_KEYSTORE : SparkSinkConfig.CONF_NEED_CLIENT_AUTH,
          SparkSinkConfig.CONF_SSL);
    } else if (keys.isSet(SparkSinkConfig.CONF_TRUSTSTORE) && !needClientAuth) {
      LOG.warn(
          "Sink '{}': {} has no effect without {} = true: clients need no certificate",
          keys.sinkName(),
          SparkSinkConfig.CONF_TRUSTSTORE,
          SparkSinkConfig.CONF_NEED_CLIENT_AUTH);
    }
  }

  private TlsSettings tried(TlsSettings settings) {
    try {
      KeyMaterial.load(settings);
      return settings;
    } catch (KeyMaterialException e) {
      throw ConfigErrors.invalid(keys.sinkName(), e.key(), e.value(), e.allowed(), e.getCause());
    }
  }
}
