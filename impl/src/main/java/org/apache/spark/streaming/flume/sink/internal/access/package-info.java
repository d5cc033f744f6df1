/**
 * Who may connect: the keys {@code ipFilter} and {@code ipFilterRules}, as Flume's AvroSource has
 * them.
 *
 * <p>{@link org.apache.spark.streaming.flume.sink.internal.access.AccessRules} is made of a text
 * and decides about addresses. A door that was meant to be shut must not stand open because of a
 * typing error, so a text is either a list of well-formed rules, each of which some peer can match,
 * or it is refused. Where the rules ask for the name of an address, they say so and are asked again
 * with the name: they never ask a name server themselves.
 *
 * <p>Knows no other part of the sink.
 */
package org.apache.spark.streaming.flume.sink.internal.access;
