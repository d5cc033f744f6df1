package org.apache.spark.streaming.flume.sink.internal.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;

/**
 * One message of Avro's Netty transport: a serial number, which the reply repeats, and a payload.
 * On the wire the payload is a list of parts; it has been joined here.
 */
public final class Frame extends DefaultByteBufHolder {

  private final int serial;

  public Frame(int serial, ByteBuf payload) {
    super(payload);
    this.serial = serial;
  }

  public int serial() {
    return serial;
  }
}
