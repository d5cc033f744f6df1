/** Projects of authors of extensions, built as they would build them. */
package io.github.flumespark.itest.author;
