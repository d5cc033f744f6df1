/**
 * What an operator sees of a Flume agent: a page, Prometheus metrics, a health check, and all of it
 * as JSON. {@link io.github.flumespark.monitor.AgentMonitor} is what Flume starts, and what it
 * stops and starts again when the agent's configuration changes. In an OSGi framework {@link
 * io.github.flumespark.monitor.MonitorComponent} starts one for all agents.
 *
 * <p>Everything is read from the JMX beans that Flume's components show anyway, when somebody asks,
 * and every five seconds for the charts; what the beans don't tell, how components are connected,
 * comes from the agent's properties file, of which nothing else is kept, and in a framework from
 * the beans of flume-osgi, which tell what {@code flume-spark:status} does. So the components of
 * others are served like our own, and neither an event nor a component ever waits for a reader. No
 * header or body of an event is in any of these beans.
 *
 * <p>The server is the Jetty that Flume brings for its own HTTP reporter and its HTTP source, and
 * not the JDK's: that one gives a thread to each request until its last byte has come, and closes a
 * connection on which nothing is sent never. Jetty reads without threads, closes what is idle and
 * bounds connections and threads.
 */
package io.github.flumespark.monitor;
