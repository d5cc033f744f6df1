package io.github.flumespark.itest.agent;

import java.nio.file.Path;

/** The durable one of most agents. */
class StandardFileChannelIT extends ChannelContract {

  @Override
  String channel(Path directory) {
    return Agents.fileChannel(directory);
  }

  @Override
  boolean isDurable() {
    return true;
  }
}
