/**
 * What both Spark clients let people set, and how they read it. Not an API: nothing here is called
 * by name.
 */
package io.github.flumespark.settings;
