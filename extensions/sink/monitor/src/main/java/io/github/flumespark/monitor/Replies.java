package io.github.flumespark.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import javax.servlet.http.HttpServletResponse;

/** Writes answers, each with headers that let a browser do as little as possible with it. */
final class Replies {

  private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

  private Replies() {}

  static void text(HttpServletResponse response, int status, String text) throws IOException {
    bytes(response, status, "text/plain; charset=utf-8", NOTHING, text.getBytes(UTF_8));
  }

  static void json(HttpServletResponse response, int status, String json) throws IOException {
    bytes(response, status, "application/json", NOTHING, json.getBytes(UTF_8));
  }

  static void bytes(
      HttpServletResponse response, int status, String type, String policy, byte[] content)
      throws IOException {
    response.setStatus(status);
    response.setContentType(type);
    response.setHeader("Content-Security-Policy", policy);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(content.length);
    response.getOutputStream().write(content);
  }

  static void metrics(HttpServletResponse response, String type, byte[] content)
      throws IOException {
    bytes(response, HttpServletResponse.SC_OK, type, NOTHING, content);
  }
}
