/**
 * What an executor does of an epoch: {@code EpochReader} makes a partition's segments, {@code Pace}
 * decides on how long it goes on, {@code SinkSource} talks to the sink, on connections that {@code
 * ConnectionPool} keeps.
 */
package io.github.flumespark.sql.read;
