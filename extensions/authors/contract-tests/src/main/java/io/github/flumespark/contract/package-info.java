/**
 * A kit for authors of extensions: abstract JUnit 5 classes to extend, one for each kind of
 * extension, and the doubles that they are built from.
 *
 * <p>A test class that extends {@link io.github.flumespark.contract.EventTransformerContract},
 * {@link io.github.flumespark.contract.BatchAdmissionPolicyContract} or {@link
 * io.github.flumespark.contract.SequenceGeneratorContract} and says which factory it means inherits
 * a test for every promise that the sink relies on.
 */
@Export
@Version("1.0.0")
package io.github.flumespark.contract;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
