package io.github.flumespark.itest.client;

import java.util.Map;

/**
 * An event as a client got it.
 *
 * @param headers in the order of arrival
 * @param body as UTF-8
 */
public record ClientEvent(Map<String, String> headers, String body) {}
