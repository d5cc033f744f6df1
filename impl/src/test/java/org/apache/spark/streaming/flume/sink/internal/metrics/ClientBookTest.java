package org.apache.spark.streaming.flume.sink.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchLimits;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchOutcome.Result;
import org.apache.spark.streaming.flume.sink.spi.admission.PollRequest;
import org.junit.jupiter.api.Test;

/** What is known of hosts that poll, and which of them are complained of. */
class ClientBookTest {

  private final AtomicLong clock = new AtomicLong();
  private final ClientBook book = new ClientBook(clock::get);

  private record Poll(String client, int requestedEvents) implements PollRequest {

    @Override
    public int maxEvents() {
      return requestedEvents;
    }

    @Override
    public long connection() {
      return 1;
    }

    @Override
    public long arrivedNanos() {
      return 0;
    }
  }

  private record Ended(PollRequest poll, Result result) implements BatchOutcome {

    @Override
    public BatchLimits limits() {
      return BatchLimits.ofEvents(10);
    }

    @Override
    public int events() {
      return 10;
    }

    @Override
    public long bytes() {
      return 100;
    }

    @Override
    public Duration held() {
      return Duration.ZERO;
    }
  }

  private void batches(String client, int requested, Result... results) {
    for (Result result : results) {
      Poll poll = new Poll(client, requested);
      book.polled(poll);
      book.sending(poll, 10);
      book.settled(new Ended(poll, result));
    }
  }

  private void aMinuteLater() {
    clock.addAndGet(Duration.ofMinutes(1).toNanos());
  }

  @Test
  void aHostThatAlwaysNacksOrNeverAcksIsNamedOnceAMinute() {
    batches("10.0.0.1:1000", 100, Result.NACKED, Result.NACKED, Result.NACKED);
    batches("10.0.0.2:1000", 100, Result.NACKED, Result.TIMED_OUT, Result.ABORTED);
    assertThat(book.complaints()).isEmpty();

    aMinuteLater();

    assertThat(book.complaints())
        .containsExactlyInAnyOrder(
            "client 10.0.0.1 has refused each of its last 3 batches",
            "client 10.0.0.2 has acknowledged none of its last 3 batches, and refused 1 of them");
    assertThat(book.complaints()).isEmpty();

    batches("10.0.0.1:1001", 100, Result.NACKED);
    aMinuteLater();

    assertThat(book.complaints())
        .as("the one that went on")
        .containsExactly("client 10.0.0.1 has refused each of its last 4 batches");
  }

  @Test
  void anAckNowAndThenIsEnough() {
    batches("10.0.0.1:1000", 100, Result.NACKED, Result.NACKED, Result.ACKED, Result.NACKED);
    aMinuteLater();

    assertThat(book.complaints()).isEmpty();
  }

  @Test
  void aClientThatLooksWhetherThereIsAnyEventIsNotComplainedOf() {
    batches("10.0.0.1:1000", 1, Result.NACKED, Result.NACKED, Result.NACKED, Result.NACKED);
    aMinuteLater();

    assertThat(book.complaints()).isEmpty();
  }

  @Test
  void hostsThatAreGoneAreForgottenWhenThereAreTooManyAndOthersAreNot() {
    book.connected("held:1");
    for (int i = 0; i < 1000; i++) {
      String client = "host-%d:7".formatted(i);
      book.connected(client);
      clock.incrementAndGet();
      batches(client, 10, Result.ACKED);
      book.disconnected(client);
    }

    assertThat(book.rows()).hasSize(200);
    assertThat(book.rows()).anySatisfy(row -> assertThat(row).containsEntry("host", "held"));
    assertThat(book.rows()).anySatisfy(row -> assertThat(row).containsEntry("host", "host-999"));
  }

  @Test
  void anAddressOfIpv6LosesItsPortAlone() {
    book.connected("[fe80:0:0:0:0:0:0:1]:4711");

    assertThat(book.rows().get(0)).containsEntry("host", "[fe80:0:0:0:0:0:0:1]");
  }
}
