package io.github.flumespark.itest.client;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.avro.Protocol;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.ipc.Transceiver;
import org.apache.avro.ipc.generic.GenericRequestor;

/**
 * One connection to a sink. Compiled once, run with Avro 1.8.2 and with 1.12: it uses what they
 * have in common, and finds by name the transceiver that moved.
 */
final class Connection {

  private static final String TRANSCEIVER = "org.apache.avro.ipc.netty.NettyTransceiver";
  private static final String TRANSCEIVER_UNTIL_1_8 = "org.apache.avro.ipc.NettyTransceiver";

  private final Protocol protocol;
  private final Transceiver transceiver;
  private final GenericRequestor requestor;

  Connection(String host, int port) throws IOException, ReflectiveOperationException {
    protocol = protocol();
    Constructor<? extends Transceiver> constructor =
        transceiverClass().getConstructor(InetSocketAddress.class);
    transceiver = constructor.newInstance(new InetSocketAddress(host, port));
    requestor = new GenericRequestor(protocol, transceiver);
  }

  /** The protocol as Spark 2.4.8 has it: its text decides the hash in the handshake. */
  private static Protocol protocol() throws IOException {
    try (InputStream in = Connection.class.getResourceAsStream("spark-2.4.8.avpr")) {
      return Protocol.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static Class<? extends Transceiver> transceiverClass() throws ClassNotFoundException {
    try {
      return Class.forName(TRANSCEIVER).asSubclass(Transceiver.class);
    } catch (ClassNotFoundException e) {
      return Class.forName(TRANSCEIVER_UNTIL_1_8).asSubclass(Transceiver.class);
    }
  }

  String poll(int n) throws IOException {
    GenericRecord batch = (GenericRecord) call("getEventBatch", "n", n);
    StringBuilder answer = new StringBuilder();
    answer.append('\t').append(Wire.encode((CharSequence) batch.get("sequenceNumber")));
    answer.append('\t').append(Wire.encode((CharSequence) batch.get("errorMsg")));
    for (Object event : (List<?>) batch.get("events")) {
      GenericRecord fields = (GenericRecord) event;
      Map<?, ?> headers = (Map<?, ?>) fields.get("headers");
      answer.append('\t').append(Wire.encodeEvent(headers, (ByteBuffer) fields.get("body")));
    }
    return answer.toString();
  }

  void settle(String verb, String sequenceNumber) throws IOException {
    call(verb, "sequenceNumber", sequenceNumber);
  }

  private Object call(String message, String parameter, Object value) throws IOException {
    GenericRecord request =
        new GenericData.Record(protocol.getMessages().get(message).getRequest());
    request.put(parameter, value);
    try {
      return requestor.request(message, request);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      // Avro 1.8 declares Exception, later versions throw less.
      throw new IOException(e);
    }
  }

  void close() throws IOException {
    transceiver.close();
  }
}
