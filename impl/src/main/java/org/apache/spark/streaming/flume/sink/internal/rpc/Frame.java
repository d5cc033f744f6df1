package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;

/**
 * One message of Avro's Netty transport: a serial number, which the reply repeats, and a payload.
 * On the wire the payload is a list of parts; it has been joined here.
 */
final class Frame extends DefaultByteBufHolder {

  private final int serial;

  Frame(int serial, ByteBuf payload) {
    super(payload);
    this.serial = serial;
  }

  int serial() {
    return serial;
  }
}
