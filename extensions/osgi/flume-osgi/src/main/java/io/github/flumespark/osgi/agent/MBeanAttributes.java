package io.github.flumespark.osgi.agent;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;

/** Reads all that a bean tells. */
final class MBeanAttributes {

  private MBeanAttributes() {}

  /**
   * The attributes that have a value.
   *
   * @param info which there are
   * @param values gets their values by their names, leaving out what can't be got
   */
  static Map<String, Object> read(MBeanInfo info, Function<String[], AttributeList> values) {
    String[] names =
        Arrays.stream(info.getAttributes()).map(MBeanAttributeInfo::getName).toArray(String[]::new);
    Map<String, Object> read = new HashMap<>();
    for (Attribute attribute : values.apply(names).asList()) {
      if (attribute.getValue() != null) {
        read.put(attribute.getName(), attribute.getValue());
      }
    }
    return read;
  }
}
