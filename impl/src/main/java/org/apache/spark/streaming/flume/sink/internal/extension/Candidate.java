package org.apache.spark.streaming.flume.sink.internal.extension;

import org.apache.spark.streaming.flume.sink.internal.guard.Origin;
import org.apache.spark.streaming.flume.sink.spi.Extension;
import org.apache.spark.streaming.flume.sink.spi.ExtensionFactory;

/**
 * A factory that was found and has a proper name.
 *
 * @param name the name, asked for once
 * @param factory the factory
 * @param origin where it came from
 */
record Candidate<E extends Extension>(String name, ExtensionFactory<E> factory, Origin origin) {

  @Override
  public String toString() {
    return name + " (" + origin + ")";
  }
}
