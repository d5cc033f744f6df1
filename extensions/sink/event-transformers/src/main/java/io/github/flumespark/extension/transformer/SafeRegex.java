package io.github.flumespark.extension.transformer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A regex that ends, whatever the text: after a number of steps that grows with the text no more
 * than in proportion, and before the thread's stack does. Thread-safe. Each method throws {@link
 * RegexLimitException} where it had to give up.
 */
final class SafeRegex {

  /** What every character of the text adds to the budget, so that long texts are no errors. */
  static final int STEPS_PER_CHARACTER = 100;

  private final Pattern pattern;
  private final long maxSteps;

  SafeRegex(Pattern pattern, long maxSteps) {
    this.pattern = pattern;
    this.maxSteps = maxSteps;
  }

  /** How many groups the regex has, the whole match left out. */
  int groups() {
    return pattern.matcher("").groupCount();
  }

  /** Whether any part of the text matches. */
  boolean find(String text) {
    Matcher matcher = matcher(text);
    try {
      return matcher.find();
    } catch (StackOverflowError deep) {
      throw tooDeep(text);
    }
  }

  /** Whether the whole text matches. */
  boolean matches(String text) {
    Matcher matcher = matcher(text);
    try {
      return matcher.matches();
    } catch (StackOverflowError deep) {
      throw tooDeep(text);
    }
  }

  /**
   * The text with every match replaced; the very same text if there is none. An empty match is left
   * alone: there is nothing in it to replace.
   */
  String replaceAll(String text, Replacement replacement) {
    Matcher matcher = matcher(text);
    StringBuilder replaced = null;
    int copied = 0;
    try {
      while (matcher.find()) {
        if (matcher.end() == matcher.start()) {
          continue;
        }
        if (replaced == null) {
          replaced = new StringBuilder(text.length());
        }
        replaced.append(text, copied, matcher.start());
        replacement.appendTo(replaced, matcher);
        copied = matcher.end();
      }
    } catch (StackOverflowError deep) {
      throw tooDeep(text);
    }
    return replaced == null ? text : replaced.append(text, copied, text.length()).toString();
  }

  private Matcher matcher(String text) {
    long budget = maxSteps + (long) STEPS_PER_CHARACTER * text.length();
    return pattern.matcher(new BoundedText(text, pattern.pattern(), budget));
  }

  /** The matcher calls itself for each repetition of a group: an exception by its cause. */
  private RegexLimitException tooDeep(String text) {
    return new RegexLimitException(
        pattern.pattern(),
        text.length(),
        "it repeats a group so often that the stack is"
            + " used up; repeat a character class, as in [ab]*, in place of a group, as in"
            + " (a|b)*");
  }
}
