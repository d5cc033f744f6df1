package org.apache.spark.streaming.flume.sink.internal.config;

import org.apache.spark.streaming.flume.sink.SparkSinkConfig;
import org.apache.spark.streaming.flume.sink.internal.access.AccessRuleException;
import org.apache.spark.streaming.flume.sink.internal.access.AccessRules;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the keys {@code ipFilter} and {@code ipFilterRules} of Flume's AvroSource. */
final class AccessKeys {

  private static final Logger LOG = LoggerFactory.getLogger(AccessKeys.class);

  private AccessKeys() {}

  static AccessRules read(KeyReader keys) {
    String text = keys.text(SparkSinkConfig.CONF_IP_FILTER_RULES, "");
    if (!keys.flag(SparkSinkConfig.CONF_IP_FILTER, false)) {
      if (!text.isEmpty()) {
        LOG.warn(
            "Sink '{}': {} has no effect without {} = true: every address may connect",
            keys.sinkName(),
            SparkSinkConfig.CONF_IP_FILTER_RULES,
            SparkSinkConfig.CONF_IP_FILTER);
      }
      return AccessRules.NONE;
    }
    if (text.isEmpty()) {
      throw keys.invalid(
          SparkSinkConfig.CONF_IP_FILTER_RULES,
          null,
          AccessRules.ALLOWED + "; ipFilter = true asks for them");
    }
    try {
      AccessRules rules = AccessRules.parse(text);
      if (rules.leaveRestOpen()) {
        LOG.warn(
            "Sink '{}': {} ends without a rule for all, so everybody whom no rule mentions may"
                + " connect; end it with deny:ip:*, or with allow:ip:* if that is meant",
            keys.sinkName(),
            SparkSinkConfig.CONF_IP_FILTER_RULES);
      }
      return rules;
    } catch (AccessRuleException malformed) {
      throw keys.invalid(
          SparkSinkConfig.CONF_IP_FILTER_RULES,
          text,
          AccessRules.ALLOWED + "; " + malformed.getMessage());
    }
  }
}
