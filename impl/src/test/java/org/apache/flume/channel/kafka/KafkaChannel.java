package org.apache.flume.channel.kafka;

import org.apache.flume.channel.MemoryChannel;

/** Has the name of Flume's, by which the sink knows it: that one needs Kafka's client. */
public class KafkaChannel extends MemoryChannel {}
