/** The extensions of SparkSink that the bundles of a framework have. */
package io.github.flumespark.osgi.extension;
