/**
 * How extensions are found, selected and created.
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
@Requirement(namespace = "osgi.extender", name = "osgi.serviceloader.processor", version = "1.0")
package org.apache.spark.streaming.flume.sink.internal.extension;

import aQute.bnd.annotation.Cardinality;
import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceConsumer;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicyFactory;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGeneratorFactory;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;
import org.osgi.annotation.bundle.Requirement;
