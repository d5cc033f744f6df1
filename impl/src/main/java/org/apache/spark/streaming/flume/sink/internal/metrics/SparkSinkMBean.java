package org.apache.spark.streaming.flume.sink.internal.metrics;

/**
 * All that a sink shows in JMX, under a name that Flume's reporters do not read: {@code
 * io.github.flumespark:type=Sink,agent=AGENT,name=NAME}. A text may be of any length; none is ever
 * null. Public because JMX asks for it.
 */
public interface SparkSinkMBean extends SparkSinkCounterMBean {

  /** What was loaded, with {@code "; "} in between; empty before the first start. */
  String getExtensions();

  /**
   * What the configuration selects, built-ins left out, each as kind, blank and name, with {@code
   * "; "} in between: {@code transformer mask; sequence uuid-v7}. Also while the sink does not run.
   */
  String getSelectedExtensions();

  /** Why the extensions could not be loaded anew; empty if that worked, or was never tried. */
  String getExtensionsProblem();

  /**
   * Who polls, as a JSON array with an object for each host: {@code host}, {@code connections},
   * {@code secondsSincePoll}, {@code openBatches}, {@code openEvents}, {@code ackedBatches}, {@code
   * ackedEvents}, {@code nackedBatches}, {@code timedOutBatches}, {@code abortedBatches}. Hosts
   * that are gone are among them, as long as there are not too many.
   */
  String getClients();

  /**
   * The transformers in use, in order, as a JSON array with an object for each: {@code alias},
   * {@code type}, {@code onError}, and how many events it {@code emitted}, {@code dropped}, failed
   * on ({@code errors}) and stored as {@code deadLetters}, since it was loaded.
   */
  String getChain();

  /**
   * The last warnings and errors of the sink's log, the latest first, as a JSON array with an
   * object for each: {@code secondsAgo}, {@code level} and {@code text}. Empty while Flume is told
   * to log raw data.
   */
  String getRecentWarnings();
}
