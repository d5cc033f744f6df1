package io.github.flumespark.itest.osgi.parts.source;

import org.apache.flume.channel.MemoryChannel;

/** A channel that Flume can only find by its name, in another bundle than its own. */
public final class OwnChannel extends MemoryChannel {}
