package io.github.flumespark.monitor;

import java.util.List;

/**
 * One agent.
 *
 * @param name empty if it is not known
 * @param parts its components as they are configured; empty if that is not known
 * @param components those that were started and have counters
 * @param problems what is wrong with it in its own words; none where nobody tells
 */
record Agent(
    String name,
    List<Wiring.Part> parts,
    List<Component> components,
    List<AgentFacts.Problem> problems) {}
