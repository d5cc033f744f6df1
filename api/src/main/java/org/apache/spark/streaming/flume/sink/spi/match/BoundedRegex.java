package org.apache.spark.streaming.flume.sink.spi.match;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfig;
import org.jspecify.annotations.Nullable;

/**
 * A regex that ends, whatever the text: after a number of steps that grows with the text no more
 * than in proportion, and before the thread's stack does. A plain one can run for years on the
 * wrong text, and heeds no interrupt. Thread-safe. Each method that searches throws {@link
 * RegexLimitException} where it had to give up.
 */
public final class BoundedRegex {

  /** The budget of a regex where the key {@code maxSteps} is not set. */
  public static final long DEFAULT_MAX_STEPS = 1_000_000;

  static final String MAX_STEPS = "maxSteps";

  /** What every character of the text adds to the budget, so that long texts are no errors. */
  static final int STEPS_PER_CHARACTER = 100;

  private static final long LEAST_MAX_STEPS = 1_000;

  private final Pattern pattern;
  private final long maxSteps;

  /**
   * A regex with a budget.
   *
   * @param pattern the regex
   * @param maxSteps how many characters it may look at in one text, plus 100 for each that the text
   *     has
   */
  public BoundedRegex(Pattern pattern, long maxSteps) {
    this.pattern = pattern;
    this.maxSteps = maxSteps;
  }

  /**
   * The budget that the key {@code maxSteps} sets.
   *
   * @param config where to read it
   * @return characters; {@link #DEFAULT_MAX_STEPS} where it is not set
   * @throws org.apache.spark.streaming.flume.sink.spi.ExtensionConfigException if it is out of
   *     range
   */
  public static long maxSteps(ExtensionConfig config) {
    return config.getLong(MAX_STEPS, DEFAULT_MAX_STEPS, LEAST_MAX_STEPS, Integer.MAX_VALUE);
  }

  /**
   * The regex that a key has.
   *
   * @param config where to read it
   * @param key the key
   * @param maxSteps its budget
   * @return null where the key is not set
   * @throws org.apache.spark.streaming.flume.sink.spi.ExtensionConfigException if it is malformed
   */
  public static @Nullable BoundedRegex read(ExtensionConfig config, String key, long maxSteps) {
    String regex = config.getString(key, null);
    if (regex == null) {
      return null;
    }
    try {
      return new BoundedRegex(Pattern.compile(regex), maxSteps);
    } catch (PatternSyntaxException malformed) {
      throw config.invalid(
          key,
          ("a regular expression as java.util.regex.Pattern has them (%s%s; a properties file needs"
                  + " each backslash twice)")
              .formatted(
                  malformed.getDescription(),
                  malformed.getIndex() < 0 ? "" : " near index " + malformed.getIndex()));
    }
  }

  /**
   * The regex itself, for questions about it; a search belongs here.
   *
   * @return as it was given
   */
  public Pattern pattern() {
    return pattern;
  }

  /**
   * How many groups the regex has.
   *
   * @return the whole match left out
   */
  public int groups() {
    return pattern.matcher("").groupCount();
  }

  /**
   * Whether any part of a text matches.
   *
   * @param text any text
   * @return whether it does
   * @throws RegexLimitException if the search was given up
   */
  public boolean find(String text) {
    return search(text, Matcher::find);
  }

  /**
   * Whether a whole text matches.
   *
   * @param text any text
   * @return whether it does
   * @throws RegexLimitException if the search was given up
   */
  public boolean matches(String text) {
    return search(text, Matcher::matches);
  }

  /**
   * Any search.
   *
   * @param <R> what is found
   * @param text any text
   * @param search is given a matcher, which is of no use afterwards
   * @return what the search returned
   * @throws RegexLimitException if the search was given up
   */
  public <R> R search(String text, Function<Matcher, R> search) {
    long budget = maxSteps + (long) STEPS_PER_CHARACTER * text.length();
    try {
      return search.apply(pattern.matcher(new BoundedText(text, pattern.pattern(), budget)));
    } catch (StackOverflowError deep) {
      throw tooDeep(text);
    }
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
