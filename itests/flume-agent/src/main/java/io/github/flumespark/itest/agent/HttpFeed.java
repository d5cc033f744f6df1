package io.github.flumespark.itest.agent;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Sends events to Flume's HTTP source. A call that returns has put all of its events into the
 * channel, in one transaction; after one that throws, all of them are in there or none.
 */
public final class HttpFeed {

  /** An agent's lines for such a source on any free port, the channel {@code ch} and a sink. */
  public static final String SOURCE =
      """
      agent.sources = http
      agent.channels = ch
      agent.sinks = spark-sink

      agent.sources.http.type = http
      agent.sources.http.bind = 127.0.0.1
      agent.sources.http.port = 0
      agent.sources.http.channels = ch

      """;

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final URI uri;

  /**
   * An event to send.
   *
   * @param headers values may be null, as Flume lets them be
   * @param body a text
   */
  public record Event(Map<String, String> headers, String body) {}

  public HttpFeed(int port) {
    uri = URI.create("http://127.0.0.1:" + port + "/");
  }

  /**
   * Puts the events into the channel.
   *
   * @throws RefusedException if the source answered that it could not
   * @throws IOException if it did not answer
   */
  public void put(List<Event> events) throws IOException, InterruptedException {
    String json = events.stream().map(HttpFeed::json).collect(Collectors.joining(",", "[", "]"));
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(LIMIT)
            .header("Content-Type", "application/json; charset=UTF-8")
            .POST(HttpRequest.BodyPublishers.ofString(json, StandardCharsets.US_ASCII))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new RefusedException(answer.statusCode());
    }
  }

  private static String json(Event event) {
    return event.headers().entrySet().stream()
        .map(header -> text(header.getKey()) + ":" + text(header.getValue()))
        .collect(
            Collectors.joining(",", "{\"headers\":{", "},\"body\":" + text(event.body()) + "}"));
  }

  /** In ASCII: everything else is escaped, char by char, as JSON wants it. */
  private static String text(String value) {
    if (value == null) {
      return "null";
    }
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  /** The source answered, and not with a success. */
  public static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    RefusedException(int status) {
      super("The HTTP source answered with status " + status);
    }
  }
}
