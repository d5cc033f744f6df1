/** The commands for operators, for the shells of Karaf and of plain frameworks. */
@Export
@Version("1.0.0")
package io.github.flumespark.osgi.command;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
