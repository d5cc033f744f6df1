package io.github.flumespark.itest.agent;

import java.nio.file.Path;

/** Room for 50 events in memory, so that 60 at once spill, and outlive the agent. */
class StandardSpillableChannelIT extends ChannelContract {

  @Override
  String channel(Path directory) {
    return Agents.fileChannel(directory)
        .replace("type = file", "type = SPILLABLEMEMORY")
        .concat("agent.channels.ch.memoryCapacity = 50\n")
        .concat("agent.channels.ch.overflowTimeout = 1\n");
  }

  @Override
  boolean isDurable() {
    return true;
  }
}
