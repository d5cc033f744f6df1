package io.github.flumespark.osgi.agent;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Makes of a typed value, as Config Admin has them, the text that a properties file of Flume would
 * have.
 */
final class PropertyText {

  /** The last parts of keys whose lists have commas. All other lists of Flume have blanks. */
  private static final Set<String> WITH_COMMAS = Set.of("ipFilterRules", "servers");

  private PropertyText() {}

  /**
   * The text of a value.
   *
   * @throws AgentConfigurationException for an element of an array that would become several
   */
  static String of(String key, Object value) throws AgentConfigurationException {
    if (value instanceof Collection<?> collection) {
      return join(key, List.copyOf(collection));
    }
    if (!value.getClass().isArray()) {
      return String.valueOf(value);
    }
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < Array.getLength(value); i++) {
      elements.add(Array.get(value, i));
    }
    return join(key, elements);
  }

  private static String join(String key, List<?> elements) throws AgentConfigurationException {
    boolean commas = WITH_COMMAS.contains(key.substring(key.lastIndexOf('.') + 1));
    List<String> texts = new ArrayList<>();
    for (Object element : elements) {
      String text = String.valueOf(element).trim();
      if (text.isEmpty() || (!commas && text.matches("(?s).*\\s.*"))) {
        throw new AgentConfigurationException(
            "%s is an array with the element '%s', which would not stay one element; allowed: elements that are neither empty nor have blanks, or one text instead of the array"
                .formatted(key, text));
      }
      texts.add(text);
    }
    return String.join(commas ? "," : " ", texts);
  }
}
