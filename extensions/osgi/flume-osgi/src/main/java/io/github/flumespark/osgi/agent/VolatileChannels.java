package io.github.flumespark.osgi.agent;

import io.github.flumespark.osgi.FlumeAgent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.flume.Channel;

/** Tells of events that are thrown away because a channel kept them in memory alone. */
final class VolatileChannels {

  private VolatileChannels() {}

  /**
   * What is lost with channels that end.
   *
   * @param ending the stopped channels, whose counters are still there
   * @param beans their counters
   * @return a sentence for each channel that held events
   */
  static List<String> losses(Collection<Channel> ending, FlumeBeans beans) {
    List<String> losses = new ArrayList<>();
    for (Channel channel : ending) {
      Map<String, Object> counters =
          isVolatile(channel)
              ? beans.attributes(FlumeAgent.Kind.CHANNEL, channel.getName())
              : Map.of();
      if (counters.get("ChannelSize") instanceof Long events && events > 0) {
        losses.add(
            "%d events in channel '%s' are thrown away: a memory channel ends with its configuration, with the bundle of Flume and with the framework"
                .formatted(events, channel.getName()));
      }
    }
    return losses;
  }

  /** Flume's own and whatever is called alike: they have no common type. */
  private static boolean isVolatile(Channel channel) {
    return channel.getClass().getSimpleName().endsWith("MemoryChannel");
  }
}
