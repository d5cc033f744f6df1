/**
 * Batch admission policies. Each has a public factory, whose Javadoc lists the keys; the policies
 * themselves are not meant to be named by other code.
 */
package io.github.flumespark.extension.policy;
