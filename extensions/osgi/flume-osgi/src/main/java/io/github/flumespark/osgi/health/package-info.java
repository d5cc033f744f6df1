/**
 * Felix Health Checks of the agents and their sinks, where there is something that executes them.
 * Only {@code HealthChecks} is loaded without it: the types of the health checks are optional.
 */
package io.github.flumespark.osgi.health;
