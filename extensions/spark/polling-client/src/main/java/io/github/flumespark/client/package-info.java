/**
 * Polls a sink for batches of events and acknowledges them. Plain blocking sockets, no dependency
 * beyond the JDK.
 *
 * <pre>{@code
 * try (SinkClient sink = SinkClient.connect(SinkAddress.parse("agent-host:9999"), ClientSettings.DEFAULTS)) {
 *   EventBatch batch = sink.poll(1000);
 *   store(batch.events());
 *   if (batch.needsAck()) {
 *     sink.ack(batch.sequenceNumber());
 *   }
 * }
 * }</pre>
 */
@Export
@Version("1.0.0")
package io.github.flumespark.client;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
