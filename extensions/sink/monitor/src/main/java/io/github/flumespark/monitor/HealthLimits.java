package io.github.flumespark.monitor;

import java.time.Duration;

/**
 * From which on something is a problem.
 *
 * @param channelPercent how full a channel may be
 * @param pollSilence how long no client need poll a sink
 */
record HealthLimits(int channelPercent, Duration pollSilence) {}
