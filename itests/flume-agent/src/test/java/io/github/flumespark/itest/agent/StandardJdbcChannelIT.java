package io.github.flumespark.itest.agent;

import java.nio.file.Path;

/** Derby locks what one batch has taken, and every other take waits for that. */
class StandardJdbcChannelIT extends ChannelContract {

  @Override
  String channel(Path directory) {
    return """
        agent.channels.ch.type = jdbc
        agent.channels.ch.sysprop.user.home = %s
        """
        .formatted(directory);
  }

  @Override
  boolean isDurable() {
    return true;
  }

  @Override
  boolean bearsSeveralBatches() {
    return false;
  }
}
