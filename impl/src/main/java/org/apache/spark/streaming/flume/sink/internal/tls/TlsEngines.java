package org.apache.spark.streaming.flume.sink.internal.tls;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;

/**
 * Gives each connection its TLS engine, made of what the files hold now: a thread looks at them
 * every few seconds, so that a new certificate needs no restart and no connection waits for a disk.
 * Files that can't be used leave what was there in use.
 *
 * <p>Thread-safe. Used once: {@link #start}, then {@link #close}.
 */
public final class TlsEngines implements AutoCloseable {

  /** How soon a changed file takes effect. */
  private static final Duration CHECK_EVERY = Duration.ofSeconds(2);

  private static final Duration WARN_BEFORE_EXPIRY = Duration.ofDays(14);
  private static final Duration BETWEEN_EXPIRY_LINES = Duration.ofDays(1);

  private final String sinkName;
  private final SinkLog log;
  private final TlsSettings settings;
  private final Duration checkEvery;
  private final KeyMaterialLoader loader;
  private final InstantSource time;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile KeyMaterial current;

  /** The checker's own, once it has started. */
  private Instant nextExpiryLine = Instant.MIN;

  /** What the last try to load changed files came to; null after a success. The checker's own. */
  private String problem;

  /**
   * Loads the files.
   *
   * @throws KeyMaterialException naming the key whose value can't be used
   */
  public TlsEngines(String sinkName, TlsSettings settings) throws KeyMaterialException {
    this(sinkName, settings, CHECK_EVERY, KeyMaterial::load, InstantSource.system());
  }

  TlsEngines(
      String sinkName,
      TlsSettings settings,
      Duration checkEvery,
      KeyMaterialLoader loader,
      InstantSource time)
      throws KeyMaterialException {
    this.sinkName = sinkName;
    this.log = SinkLog.of(TlsEngines.class, sinkName);
    this.settings = settings;
    this.checkEvery = checkEvery;
    this.loader = loader;
    this.time = time;
    this.current = loader.load(settings);
  }

  /** How the files are read. */
  interface KeyMaterialLoader {
    KeyMaterial load(TlsSettings settings) throws KeyMaterialException;
  }

  /** Says what is in use, and begins to look for changes. */
  public void start() {
    tell("uses", current);
    warnOfExpiry();
    Thread checker = new Thread(this::checkUntilClosed, "spark-sink-" + sinkName + "-keys");
    checker.setDaemon(true);
    checker.start();
  }

  /**
   * Survives whatever is thrown, here and while that is told: a certificate that is not taken over
   * shows itself only when the old one has expired.
   */
  private void checkUntilClosed() {
    while (true) {
      try {
        if (closed.await(checkEvery.toNanos(), TimeUnit.NANOSECONDS)) {
          return;
        }
        check();
      } catch (Throwable anything) {
        tellOfFailure(anything);
      }
    }
  }

  private void tellOfFailure(Throwable failure) {
    log.error("a look at the files for TLS failed; the next one follows", failure);
  }

  private void check() {
    warnOfExpiry();
    try {
      if (!current.isStillWhatFilesHold()) {
        current = loader.load(settings);
        tell("from now on uses", current);
        nextExpiryLine = Instant.MIN;
      }
      problem = null;
    } catch (KeyMaterialException | RuntimeException e) {
      // Once for each problem: files may be replaced one after the other, or stay broken for days.
      String words = String.valueOf(e.getMessage());
      if (!words.equals(problem)) {
        problem = words;
        log.error(
            "the changed files for TLS can't be used, those from before stay in use: {}", problem);
      }
    }
  }

  /** Once a day, by the clock by which clients will refuse it. */
  private void warnOfExpiry() {
    Instant now = time.instant();
    if (now.isBefore(nextExpiryLine)) {
      return;
    }
    nextExpiryLine = now.plus(BETWEEN_EXPIRY_LINES);
    for (X509Certificate certificate : current.certificates()) {
      Instant end = certificate.getNotAfter().toInstant();
      if (now.isBefore(end) && !end.isAfter(now.plus(WARN_BEFORE_EXPIRY))) {
        log.warn(
            "the certificate of {} expires in {} days, at {}",
            certificate.getSubjectX500Principal(),
            Duration.between(now, end).toDays(),
            end);
      }
    }
  }

  /** When the first of the certificates in use expires, in milliseconds since 1970. */
  public long expiryMillis() {
    return current.certificates().stream()
        .mapToLong(certificate -> certificate.getNotAfter().toInstant().toEpochMilli())
        .min()
        .orElse(0);
  }

  private void tell(String verb, KeyMaterial material) {
    for (X509Certificate certificate : material.certificates()) {
      log.info(
          "{} TLS {} with the certificate of {}, valid until {}{}",
          verb,
          material.protocols(),
          certificate.getSubjectX500Principal(),
          certificate.getNotAfter().toInstant(),
          settings.needClientAuth() ? "; clients must show one too" : "");
      try {
        certificate.checkValidity();
      } catch (CertificateExpiredException | CertificateNotYetValidException e) {
        log.error(
            "the certificate is not valid now, and clients will not accept it: {}", e.getMessage());
      }
    }
  }

  /** Makes the server's side of one connection. */
  public SSLEngine newEngine() {
    return current.newEngine();
  }

  /** Ends the thread. Engines that were made stay usable. */
  @Override
  public void close() {
    closed.countDown();
  }
}
