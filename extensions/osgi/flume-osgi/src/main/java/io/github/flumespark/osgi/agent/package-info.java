/**
 * Runs Flume agents as Config Admin asks for them.
 *
 * <p>{@code AgentComponent} is there once for each configuration and hands it to its {@code
 * AgentRunner}, which does everything on one thread, {@code AgentThread}: it reads the
 * configuration ({@code AgentSettings}), has Flume make components of it ({@code
 * ConfigurationLoader}), refuses it as a whole if anything is wrong ({@code ConfigFilters}, {@code
 * MissingComponents}), stops the agent that runs and starts the next, a {@code RunningAgent}. That
 * one gives Flume's supervisor an {@code ObservedConfiguration}, whose components keep the reason
 * why they don't start. {@code StrayConfigurations} tells of configurations that only look like an
 * agent's.
 */
package io.github.flumespark.osgi.agent;
