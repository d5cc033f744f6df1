package io.github.flumespark.monitor;

import java.io.IOException;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ErrorHandler;

/** Says the status and nothing of what was sent or thrown, unlike Jetty's own page. */
final class PlainErrors extends ErrorHandler {

  @Override
  public void handle(
      String target, Request base, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    base.setHandled(true);
    Replies.text(response, response.getStatus(), "Error %d\n".formatted(response.getStatus()));
  }
}
