/** What a Flume agent that Config Admin drives tells about itself, as an OSGi service. */
@Export
@Version("1.0.0")
package io.github.flumespark.osgi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
