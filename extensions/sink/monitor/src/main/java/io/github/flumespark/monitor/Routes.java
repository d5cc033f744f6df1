package io.github.flumespark.monitor;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.AbstractHandler;

/** What is answered to which path. Thread-safe. */
final class Routes extends AbstractHandler {

  private static final OpenMetricsTextFormatWriter OPEN_METRICS =
      OpenMetricsTextFormatWriter.create();
  private static final PrometheusTextFormatWriter PROMETHEUS = PrometheusTextFormatWriter.create();

  private final Credentials credentials;
  private final AgentFacts facts;

  Routes(Credentials credentials, AgentFacts facts) {
    this.credentials = credentials;
    this.facts = facts;
  }

  @Override
  public void handle(
      String target, Request base, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    base.setHandled(true);
    String authorization = request.getHeader("Authorization");
    if (Operations.isOne(target) && credentials.allowOperations()) {
      operate(target, authorization, request, response);
      return;
    }
    boolean openPage = target.equals("/") && credentials.admitToPage(authorization);
    if (!openPage && !credentials.admit(authorization)) {
      response.setHeader("WWW-Authenticate", credentials.challenge());
      Replies.text(response, HttpServletResponse.SC_UNAUTHORIZED, "Wrong or no credentials\n");
      return;
    }
    switch (target) {
      case "/", "/metrics", "/health", "/api/agent" -> {
        if (List.of("GET", "HEAD").contains(request.getMethod())) {
          answer(target, request, response);
        } else {
          response.setHeader("Allow", "GET, HEAD");
          Replies.text(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "Allowed: GET, HEAD\n");
        }
      }
      default ->
          Replies.text(
              response,
              HttpServletResponse.SC_NOT_FOUND,
              Operations.isOne(target)
                  ? "Operations need flume.monitoring.bearer-token-file\n"
                  : "There are /, /metrics, /health and /api/agent\n");
    }
  }

  private void operate(
      String target, String authorization, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!credentials.admitToOperations(authorization)) {
      response.setHeader("WWW-Authenticate", Credentials.operationsChallenge());
      Replies.text(
          response, HttpServletResponse.SC_UNAUTHORIZED, "Operations need the bearer token\n");
    } else if (!request.getMethod().equals("POST")) {
      response.setHeader("Allow", "POST");
      Replies.text(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "Allowed: POST\n");
    } else if (Operations.isFromElsewhere(request)) {
      Replies.text(
          response, HttpServletResponse.SC_FORBIDDEN, "Not at the request of another site\n");
    } else {
      Operations.Answer answer = Operations.run(target, request, facts.agents());
      Replies.json(response, answer.status(), AgentJson.done(answer.words()));
    }
  }

  private void answer(String target, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    switch (target) {
      case "/metrics" -> metrics(request, response);
      case "/health" -> health(response);
      case "/api/agent" -> agent(request.getParameter("agent"), response);
      default -> Page.reply(response);
    }
  }

  private void agent(String name, HttpServletResponse response) throws IOException {
    Optional<String> json = AgentJson.agent(facts, name, credentials.allowOperations());
    if (json.isPresent()) {
      Replies.json(response, HttpServletResponse.SC_OK, json.get());
    } else {
      Replies.text(response, HttpServletResponse.SC_NOT_FOUND, "There is no agent of that name\n");
    }
  }

  private void metrics(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ExpositionFormatWriter writer =
        OPEN_METRICS.accepts(request.getHeader("Accept")) ? OPEN_METRICS : PROMETHEUS;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.write(out, Metrics.of(facts.agents()));
    Replies.metrics(response, writer.getContentType(), out.toByteArray());
  }

  private void health(HttpServletResponse response) throws IOException {
    List<Agent> agents = facts.agents();
    List<AgentFacts.Problem> problems = facts.problems(agents);
    Replies.json(
        response,
        problems.isEmpty() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE,
        AgentJson.health(problems, AgentFacts.notices(agents)));
  }
}
