/** What the options of the source {@code flume} say. */
package io.github.flumespark.sql.options;
