/** Hosts Flume's interceptors as transformers. */
package io.github.flumespark.extension.interceptor;
