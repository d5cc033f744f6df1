package io.github.flumespark.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.servlet.http.HttpServletResponse;

/** The page: one file, with its style and its script, which alone a browser may run. */
final class Page {

  private static final byte[] CONTENT = read();

  private static final String POLICY =
      ("default-src 'none'; script-src '%s'; style-src '%s'; connect-src 'self'; img-src data:; base-uri 'none';"
              + " form-action 'none'; frame-ancestors 'none'")
          .formatted(hashOf("script"), hashOf("style"));

  private Page() {}

  static void reply(HttpServletResponse response) throws IOException {
    Replies.bytes(response, HttpServletResponse.SC_OK, "text/html; charset=utf-8", POLICY, CONTENT);
  }

  private static byte[] read() {
    try (InputStream page = Page.class.getResourceAsStream("page.html")) {
      return page.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("The jar of the monitor can't be read", e);
    }
  }

  /** As a browser makes it: of all that is between the tags. */
  private static String hashOf(String element) {
    Matcher matcher =
        Pattern.compile("<%1$s>(.*?)</%1$s>".formatted(element), Pattern.DOTALL)
            .matcher(new String(CONTENT, UTF_8));
    if (!matcher.find()) {
      throw new IllegalStateException("The page has no " + element);
    }
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(matcher.group(1).getBytes(UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
