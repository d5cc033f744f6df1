/** Keeps dead letters in Avro files, and makes events of them again. */
package io.github.flumespark.extension.deadletter;
