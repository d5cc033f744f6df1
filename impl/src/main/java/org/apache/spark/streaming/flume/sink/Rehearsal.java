package org.apache.spark.streaming.flume.sink;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchEngine;
import org.apache.spark.streaming.flume.sink.internal.batch.BatchSettings;
import org.apache.spark.streaming.flume.sink.internal.batch.ExtensionSet;
import org.apache.spark.streaming.flume.sink.internal.extension.DefaultAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.internal.extension.RandomEpochSequence;
import org.apache.spark.streaming.flume.sink.internal.guard.ExtensionCalls;
import org.apache.spark.streaming.flume.sink.internal.guard.SinkLog;
import org.apache.spark.streaming.flume.sink.internal.metrics.SinkMetrics;
import org.apache.spark.streaming.flume.sink.internal.metrics.SparkSinkCounter;
import org.apache.spark.streaming.flume.sink.internal.rpc.Access;
import org.apache.spark.streaming.flume.sink.internal.rpc.RpcSettings;
import org.apache.spark.streaming.flume.sink.internal.rpc.SinkServer;
import org.apache.spark.streaming.flume.sink.internal.tls.KeyMaterialException;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerChain;
import org.apache.spark.streaming.flume.sink.internal.wire.AvroWire;
import org.apache.spark.streaming.flume.sink.internal.wire.AvroWire.ProtocolException;

/**
 * One event goes through a sink of its own on a loopback port, before the first real sink listens.
 *
 * <p>A class whose initialisation fails, be it because the heap was full for that one moment, can
 * never be used again in its JVM: a full heap between a sink's start and its first client left a
 * sink that could not accept any connection until the agent was killed. So each class on an event's
 * way is used once while a failure still is one of the start, which can be tried again.
 */
final class Rehearsal {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration STOP = Duration.ofSeconds(2);
  private static final int POLL = 1;
  private static final int ACK = 2;
  private static final int HANDSHAKE_RESPONSE_BYTES = 4;

  private static boolean done;

  private Rehearsal() {}

  /**
   * Rehearses unless that has been done. A failure is only told: a machine may have its reasons to
   * forbid a loopback connection, and the sink serves without.
   *
   * @throws Error if the JVM lacks memory or threads; nothing is left running
   */
  static synchronized void once(String sinkName, SinkLog log) {
    if (done) {
      return;
    }
    try {
      rehearse(sinkName + "-rehearsal");
      done = true;
    } catch (IOException | ProtocolException | KeyMaterialException | RuntimeException e) {
      log.warn(
          ": one event could not be sent through on a loopback port, so what can't be loaded shows"
              + " only when a client comes: {}",
          e.toString());
    }
  }

  private static void rehearse(String name)
      throws IOException, ProtocolException, KeyMaterialException {
    SparkSinkCounter counter = new SparkSinkCounter(name, new SinkControls(name, System::nanoTime));
    SinkMetrics metrics = new SinkMetrics(counter, System::nanoTime);
    BatchEngine engine = engine(name, metrics);
    SinkServer server = new SinkServer(rpc(name), engine, metrics);
    try {
      engine.start();
      try (Socket socket = new Socket()) {
        socket.setSoTimeout((int) LIMIT.toMillis());
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.start()),
            (int) LIMIT.toMillis());
        pollAndAck(socket);
      }
    } finally {
      try {
        engine.stop(STOP);
      } finally {
        server.close(STOP);
      }
    }
  }

  private static BatchEngine engine(String name, SinkMetrics metrics) {
    BatchSettings settings =
        new BatchSettings(
            name,
            1,
            LIMIT,
            Duration.ofMillis(1),
            LIMIT,
            Duration.ZERO,
            Integer.MAX_VALUE,
            Long.MAX_VALUE);
    ExtensionSet extensions =
        new ExtensionSet(
            new TransformerChain(List.of()),
            new DefaultAdmissionPolicy(),
            new RandomEpochSequence(),
            new ExtensionCalls(name, System::nanoTime),
            () -> {});
    return new BatchEngine(settings, new RehearsalChannel(), extensions, System::nanoTime, metrics);
  }

  private static RpcSettings rpc(String name) {
    return new RpcSettings(
        name,
        InetAddress.getLoopbackAddress().getHostAddress(),
        0,
        64 << 10,
        1,
        Duration.ZERO,
        LIMIT,
        Access.OPEN);
  }

  private static void pollAndAck(Socket socket) throws IOException, ProtocolException {
    ByteBuf poll = Unpooled.buffer();
    byte[] hash = SparkFlumeProtocol.PROTOCOL.getMD5();
    poll.writeBytes(hash).writeByte(0).writeBytes(hash).writeByte(0);
    writeCall(poll, "getEventBatch");
    AvroWire.writeLong(poll, 1);
    ByteBuf batch = answer(socket, POLL, poll).skipBytes(HANDSHAKE_RESPONSE_BYTES);
    skipToResult(batch);
    // An EventBatch begins with its error message, which is empty.
    AvroWire.readString(batch);
    String number = AvroWire.readString(batch);

    ByteBuf ack = Unpooled.buffer();
    writeCall(ack, "ack");
    AvroWire.writeString(ack, number);
    skipToResult(answer(socket, ACK, ack));
  }

  private static void writeCall(ByteBuf out, String message) {
    // No metadata.
    out.writeByte(0);
    AvroWire.writeString(out, message);
  }

  private static void skipToResult(ByteBuf reply) throws IOException, ProtocolException {
    AvroWire.skipMetadata(reply);
    if (reply.readBoolean()) {
      throw new IOException("the call was answered with an error");
    }
  }

  private static ByteBuf answer(Socket socket, int serial, ByteBuf call) throws IOException {
    ByteBuf frame = Unpooled.buffer().writeInt(serial).writeInt(1).writeInt(call.readableBytes());
    socket.getOutputStream().write(ByteBufUtil.getBytes(frame.writeBytes(call)));
    DataInputStream in = new DataInputStream(socket.getInputStream());
    in.readInt();
    ByteBuf reply = Unpooled.buffer();
    for (int parts = in.readInt(); parts > 0; parts--) {
      reply.writeBytes(in.readNBytes(in.readInt()));
    }
    return reply;
  }
}
