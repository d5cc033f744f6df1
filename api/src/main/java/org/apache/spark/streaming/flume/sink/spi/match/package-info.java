/**
 * Looks into events: conditions, globs, regexes that end, and bodies as texts. The sink uses it for
 * the conditions of its transformers, and an extension may use it for its own.
 */
@Export
@NullMarked
@Version("1.0.0")
package org.apache.spark.streaming.flume.sink.spi.match;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
