package io.github.flumespark.monitor;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanServer;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What somebody who has the token can do to a sink, each by {@code POST
 * /api/sink/OPERATION?sink=NAME}, with {@code &agent=AGENT} in a framework. They are operations of
 * the sink's bean. Thread-safe.
 */
final class Operations {

  static final String PATH = "/api/sink/";

  private static final Logger LOG = LoggerFactory.getLogger(Operations.class);

  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  private static final String CLOSE = "close-connections";

  /** By its name, what it is called in the bean. */
  private static final Map<String, String> ALL =
      Map.of(
          "pause",
          "pauseDelivery",
          "resume",
          "resumeDelivery",
          "debug-log",
          "startDebugLog",
          "end-debug-log",
          "stopDebugLog",
          CLOSE,
          "closeConnections");

  /** What is answered: a status, and a sentence. */
  record Answer(int status, String words) {}

  private Operations() {}

  static boolean isOne(String target) {
    return target.startsWith(PATH) && ALL.containsKey(target.substring(PATH.length()));
  }

  /**
   * Whether another site made a browser send the request. It could not know the token; this is for
   * the case that something goes wrong with that.
   */
  static boolean isFromElsewhere(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null && !List.of("same-origin", "none").contains(site)) {
      return true;
    }
    String origin = request.getHeader("Origin");
    return origin != null && !authority(origin).equals(lower(request.getHeader("Host")));
  }

  private static String authority(String origin) {
    try {
      return lower(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static String lower(String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }

  /**
   * Does it.
   *
   * @param agents among whose components the sink is; with more than one, the parameter {@code
   *     agent} tells of which
   */
  static Answer run(String target, HttpServletRequest request, List<Agent> agents) {
    String operation = target.substring(PATH.length());
    String name = request.getParameter("sink");
    String client = request.getParameter("client");
    String wanted = request.getParameter("agent");
    if (name == null || (operation.equals(CLOSE) && client == null)) {
      return new Answer(
          HttpServletResponse.SC_BAD_REQUEST,
          "%s needs the parameter sink%s"
              .formatted(operation, operation.equals(CLOSE) ? ", and client" : ""));
    }
    Optional<Component> sink =
        agents.stream()
            .filter(agent -> wanted == null || agent.name().equals(wanted))
            .flatMap(agent -> agent.components().stream())
            .filter(Component::isPolledByClients)
            .filter(component -> component.name().equals(name))
            .findFirst();
    if (sink.isEmpty()) {
      return new Answer(
          HttpServletResponse.SC_NOT_FOUND, "There is no sink of that name that clients poll");
    }
    LOG.info("Monitor: {} asks for {} of sink {}", request.getRemoteAddr(), operation, name);
    return invoke(operation, sink.get(), client);
  }

  private static Answer invoke(String operation, Component sink, String client) {
    boolean closes = operation.equals(CLOSE);
    Object[] arguments = closes ? new Object[] {client} : new Object[0];
    String[] types = closes ? new String[] {String.class.getName()} : new String[0];
    try {
      Object result = SERVER.invoke(sink.bean(), ALL.get(operation), arguments, types);
      return new Answer(
          HttpServletResponse.SC_OK,
          closes
              ? "%s connections of %s have been closed".formatted(result, client)
              : "%s: done".formatted(operation));
    } catch (JMException | JMRuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return new Answer(
          HttpServletResponse.SC_CONFLICT,
          cause.getMessage() == null ? cause.toString() : cause.getMessage());
    }
  }
}
