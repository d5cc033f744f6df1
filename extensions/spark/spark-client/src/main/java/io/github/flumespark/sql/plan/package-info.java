/**
 * How the driver decides on epochs: what takes part in one, with how much, and how one has gone.
 */
package io.github.flumespark.sql.plan;
