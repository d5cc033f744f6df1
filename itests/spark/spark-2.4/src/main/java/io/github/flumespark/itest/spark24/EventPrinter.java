package io.github.flumespark.itest.spark24;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.streaming.flume.SparkFlumeEvent;

/**
 * Prints {@code EVENT body,key,value,key,value...}: each part in Base64, keys in order. Two events
 * are equal when their lines are.
 */
final class EventPrinter implements VoidFunction<JavaRDD<SparkFlumeEvent>> {

  private static final long serialVersionUID = 1;

  @Override
  public void call(JavaRDD<SparkFlumeEvent> batch) {
    StringBuilder lines = new StringBuilder();
    for (SparkFlumeEvent event : batch.collect()) {
      append(lines, event);
    }
    Answers.printLines(lines.toString());
  }

  private static void append(StringBuilder lines, SparkFlumeEvent event) {
    ByteBuffer body = event.event().getBody().duplicate();
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    lines.append("EVENT ").append(Base64.getEncoder().encodeToString(bytes));
    Map<String, String> headers = new TreeMap<>();
    event
        .event()
        .getHeaders()
        .forEach((key, value) -> headers.put(key.toString(), value.toString()));
    headers.forEach(
        (key, value) -> lines.append(',').append(encode(key)).append(',').append(encode(value)));
    lines.append('\n');
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
