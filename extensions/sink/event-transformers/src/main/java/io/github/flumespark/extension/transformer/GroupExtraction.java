package io.github.flumespark.extension.transformer;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Matcher;
import org.apache.spark.streaming.flume.sink.spi.match.BodyText;
import org.apache.spark.streaming.flume.sink.spi.match.BoundedRegex;

/**
 * The groups of the first match of a regex.
 *
 * @param headers one for each group
 * @param groups their names in the regex
 */
record GroupExtraction(
    BoundedRegex regex, List<String> groups, List<String> headers, BodyText bodyText)
    implements Extraction {

  @Override
  public String[] find(ByteBuffer body) {
    return regex.search(bodyText.decode(body), this::groups);
  }

  private String[] groups(Matcher matcher) {
    if (!matcher.find()) {
      return null;
    }
    String[] values = new String[groups.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = matcher.group(groups.get(i));
    }
    return values;
  }

  @Override
  public String form() {
    return "a text in which the regex finds something";
  }
}
