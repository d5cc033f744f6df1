package org.apache.spark.streaming.flume.sink.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.streaming.flume.sink.internal.LogCapture;
import org.apache.spark.streaming.flume.sink.internal.guard.RecentLines;
import org.apache.spark.streaming.flume.sink.internal.tls.TlsSettings.Choice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsEnginesTest {

  private static final Duration SOON = Duration.ofMillis(20);

  @TempDir private Path directory;

  @Test
  void aChangedFileIsTakenOver() throws Exception {
    AtomicInteger loads = new AtomicInteger();
    try (TlsEngines engines = engines(loads, 0)) {
      engines.start();
      replaceBy("stranger");

      await().until(() -> loads.get() == 2);
    }
  }

  /** Such as an OutOfMemoryError, which says nothing of the next look. */
  @Test
  void anErrorEndsNoMoreThanOneLook() throws Exception {
    AtomicInteger loads = new AtomicInteger();
    try (LogCapture log = new LogCapture();
        TlsEngines engines = engines(loads, 2)) {
      engines.start();
      replaceBy("stranger");

      await().until(() -> !log.linesWith("from now on uses").isEmpty());
      assertThat(log.linesWith("a look at the files for TLS failed; the next one follows"))
          .hasSize(2);
      assertThat(loads).hasValue(4);
    }
  }

  @Test
  void anErrorWhileAnErrorIsToldEndsNoMoreThanOneLookEither() throws Exception {
    AtomicInteger loads = new AtomicInteger();
    PrintStream original = System.err;
    try (TlsEngines engines = engines(loads, 2)) {
      engines.start();
      System.setErr(new Failing());
      replaceBy("stranger");

      // That it uses the new one can't be told either, which is not to stop it.
      await().until(() -> loads.get() >= 4);
      System.setErr(original);
      replaceBy("another");

      await().until(() -> loads.get() >= 5);
    } finally {
      System.setErr(original);
    }
  }

  @Test
  void anExceptionWithoutAMessageIsToldOnce() throws Exception {
    try (LogCapture log = new LogCapture();
        TlsEngines engines =
            new TlsEngines(
                "spark",
                settings(),
                SOON,
                new TlsEngines.KeyMaterialLoader() {
                  private boolean first = true;

                  @Override
                  public KeyMaterial load(TlsSettings settings) throws KeyMaterialException {
                    if (first) {
                      first = false;
                      return KeyMaterial.load(settings);
                    }
                    throw new IllegalStateException();
                  }
                },
                InstantSource.system())) {
      engines.start();
      replaceBy("stranger");

      await().until(() -> !log.linesWith("those from before stay in use: null").isEmpty());
      assertThat(log.linesWith("ERROR")).hasSize(1);
    }
  }

  @Test
  void aCertificateThatExpiresWithinTwoWeeksIsToldOnceADay() throws Exception {
    Instant end = Certificates.certificate("server").getNotAfter().toInstant();
    AtomicReference<Instant> now = new AtomicReference<>(end.minus(Duration.ofDays(15)));
    AtomicInteger looks = new AtomicInteger();
    InstantSource time =
        () -> {
          looks.incrementAndGet();
          return now.get();
        };
    try (LogCapture log = new LogCapture();
        TlsEngines engines =
            new TlsEngines("expiring", settings(), SOON, KeyMaterial::load, time)) {
      assertThat(engines.expiryMillis()).isEqualTo(end.toEpochMilli());
      engines.start();
      await("looks").until(() -> looks.get() >= 2);
      assertThat(log.linesWith("expires in")).isEmpty();

      now.set(end.minus(Duration.ofDays(10)));

      await("a line").until(() -> !log.linesWith("expires in 10 days").isEmpty());
      assertThat(RecentLines.of("expiring").rows())
          .as("what the page shows")
          .anyMatch(row -> row.get("text").toString().contains("expires in 10 days"));
      int seen = looks.get();
      await("more looks").until(() -> looks.get() >= seen + 3);
      assertThat(log.linesWith("expires in")).hasSize(1);

      now.set(end.minus(Duration.ofDays(9)));

      await("the next day's").until(() -> !log.linesWith("expires in 9 days").isEmpty());
    }
  }

  @Test
  void aCertificateThatExpiresSoonIsToldBeforeTheSinkListens() throws Exception {
    Instant end = Certificates.certificate("server").getNotAfter().toInstant();
    try (LogCapture log = new LogCapture();
        TlsEngines engines =
            new TlsEngines(
                "spark",
                settings(),
                Duration.ofHours(1),
                KeyMaterial::load,
                () -> end.minus(Duration.ofDays(3)))) {
      engines.start();

      assertThat(log.linesWith("expires in 3 days")).hasSize(1);
    }
  }

  @Test
  void itsThreadEndsWithIt() throws Exception {
    TlsEngines engines = engines(new AtomicInteger(), 0);
    engines.start();
    assertThat(threads()).hasSize(1);

    engines.close();

    await().until(() -> threads().isEmpty());
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter("spark-sink-keys-test-keys"::equals)
        .toList();
  }

  /** Engines whose files can't be loaded again so many times, for want of memory. */
  private TlsEngines engines(AtomicInteger loads, int failures) throws Exception {
    return new TlsEngines(
        "keys-test",
        settings(),
        SOON,
        settings -> {
          int load = loads.incrementAndGet();
          if (load > 1 && load <= 1 + failures) {
            throw new OutOfMemoryError("for the test");
          }
          return KeyMaterial.load(settings);
        },
        InstantSource.system());
  }

  private TlsSettings settings() throws Exception {
    Path store = directory.resolve("store.p12");
    Files.copy(Certificates.keystore("server"), store, StandardCopyOption.REPLACE_EXISTING);
    Choice all = new Choice("include", List.of(), List.of());
    return new TlsSettings(
        new StoreSettings("keystore", store, Certificates.PASSWORD, "PKCS12"), null, all, all);
  }

  private void replaceBy(String name) throws Exception {
    Path next = directory.resolve("next.p12");
    Files.copy(Certificates.keystore(name), next);
    Files.move(next, directory.resolve("store.p12"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Where the log goes when there is no memory for it. */
  private static final class Failing extends PrintStream {

    Failing() {
      super(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    }

    @Override
    public void println(String line) {
      throw new OutOfMemoryError("for the test");
    }
  }
}
