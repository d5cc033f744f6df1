package io.github.flumespark.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may read: whoever knows the token, or the name and password, in a file. A file is read for
 * each request, so that a changed one counts at once. Thread-safe.
 *
 * @param basicAuthFile its first line is {@code NAME:PASSWORD}; null for none
 * @param bearerTokenFile its first line is the token; null for none
 */
record Credentials(Path basicAuthFile, Path bearerTokenFile) {

  private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);

  boolean areRequired() {
    return basicAuthFile != null || bearerTokenFile != null;
  }

  /** Whether a request with this header {@code Authorization}, or null, may be answered. */
  boolean admit(String authorization) {
    if (!areRequired()) {
      return true;
    }
    int blank = authorization == null ? -1 : authorization.indexOf(' ');
    if (blank < 0) {
      return false;
    }
    String given = authorization.substring(blank + 1).trim();
    return switch (authorization.substring(0, blank).toLowerCase(Locale.ROOT)) {
      case "bearer" -> matches(bearerTokenFile, given.getBytes(UTF_8));
      case "basic" -> matches(basicAuthFile, decoded(given));
      default -> false;
    };
  }

  /**
   * Whether the page may be had without credentials. There is nothing of the agent in it, and a
   * browser has no other way to ask somebody for a token; whoever gives a wrong one is refused.
   */
  boolean admitToPage(String authorization) {
    return basicAuthFile == null && authorization == null;
  }

  /** Whether there are operations. */
  boolean allowOperations() {
    return bearerTokenFile != null;
  }

  /**
   * Whether a request with this header, or null, may operate the agent: with the token alone, since
   * a browser would send a password along with whatever another site makes it ask for.
   */
  boolean admitToOperations(String authorization) {
    return authorization != null
        && authorization.toLowerCase(Locale.ROOT).startsWith("bearer ")
        && admit(authorization);
  }

  /** What a client that was not admitted is to be asked for. */
  String challenge() {
    return basicAuthFile != null
        ? "Basic realm=\"Flume agent\", charset=\"UTF-8\""
        : operationsChallenge();
  }

  /** Likewise, for operations. */
  static String operationsChallenge() {
    return "Bearer realm=\"Flume agent\"";
  }

  private static byte[] decoded(String given) {
    try {
      return Base64.getDecoder().decode(given);
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }

  private static boolean matches(Path file, byte[] given) {
    if (file == null) {
      return false;
    }
    try {
      String secret = Files.readString(file).lines().findFirst().orElse("").trim();
      // In the same time, however much of it is right.
      return !secret.isEmpty() && MessageDigest.isEqual(secret.getBytes(UTF_8), given);
    } catch (IOException e) {
      LOG.warn("Monitor: nobody is let in, because {} can't be read", file, e);
      return false;
    }
  }
}
