/**
 * How extensions are found, selected, created and closed, from a sink's start to its stop.
 *
 * <pre>
 * ExtensionStarter   one start after another; ends them when a stop comes
 *   Loading          the thread on which all of this happens: a create() need not return
 *     ExtensionLoader    finds everything, then creates in the order of the configuration
 *       Discovery        ServiceLoader, one provider at a time
 *         Catalog        what was found of one kind; selects by name
 *       ExtensionCreator calls a factory
 *         ExtensionStack what has been created so far, to be closed in reverse
 *   LoadedExtensions     what the sink works with
 * </pre>
 *
 * <p>What is selected must work: an unknown name, a name that two factories have, or a factory that
 * throws is a {@link org.apache.flume.conf.ConfigurationException} that names the key, the classes,
 * where they came from and what is available. What is broken and not selected is one warning with
 * advice, and the others go on. Keys that an extension never asked for are warnings. No Error gets
 * out, since Flume's supervisor never tries again after one.
 *
 * <p>The built-ins are added in code, so a sink without extensions needs no mediator in OSGi.
 *
 * <p>The annotations concern OSGi alone and leave nothing in a class but a note for bnd. A sink
 * needs no extension, so the factories are optional. The mediator is not: without it the calls of
 * {@link java.util.ServiceLoader} would find nothing and say nothing.
 *
 * <p>{@code active} keeps the framework from wiring the sink to the extensions that it happens to
 * find when it resolves: their update or removal would then pull the sink's own bundle down with
 * them. The mediator reads the requirements all the same.
 */
@ServiceConsumer(
    value = EventTransformerFactory.class,
    cardinality = Cardinality.MULTIPLE,
    resolution = Resolution.OPTIONAL,
    effective = "active")
@ServiceConsumer(
    value = BatchAdmissionPolicyFactory.class,
    cardinality = Cardinality.MULTIPLE,
    resolution = Resolution.OPTIONAL,
    effective = "active")
@ServiceConsumer(
    value = SequenceGeneratorFactory.class,
    cardinality = Cardinality.MULTIPLE,
    resolution = Resolution.OPTIONAL,
    effective = "active")
@ServiceConsumer(
    value = DeadLetterStoreFactory.class,
    cardinality = Cardinality.MULTIPLE,
    resolution = Resolution.OPTIONAL,
    effective = "active")
@Requirement(namespace = "osgi.extender", name = "osgi.serviceloader.processor", version = "1.0")
package org.apache.spark.streaming.flume.sink.internal.extension;

import aQute.bnd.annotation.Cardinality;
import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceConsumer;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicyFactory;
import org.apache.spark.streaming.flume.sink.spi.deadletter.DeadLetterStoreFactory;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGeneratorFactory;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;
import org.osgi.annotation.bundle.Requirement;
