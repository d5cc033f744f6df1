package io.github.flumespark.karaf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.streaming.flume.sink.spi.ExtensionFactory;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicyFactory;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGeneratorFactory;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformerFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * An extension that a sink finds at its next start: the service loader mediator registers each
 * factory of each bundle as a service.
 *
 * @param kind transformer, admission or sequence, as in the sink's keys
 * @param name what to write for {@code type}
 * @param bundle the symbolic name and version of the bundle that has it
 */
record FoundExtension(String kind, String name, String bundle) {

  private static final String MEDIATED = "(serviceloader.mediator=*)";

  /** Sorted by kind and name. */
  static List<FoundExtension> in(BundleContext context) throws InvalidSyntaxException {
    List<FoundExtension> found = new ArrayList<>();
    add(context, found, "transformer", EventTransformerFactory.class);
    add(context, found, "admission", BatchAdmissionPolicyFactory.class);
    add(context, found, "sequence", SequenceGeneratorFactory.class);
    found.sort(
        Comparator.comparing(FoundExtension::kind)
            .thenComparing(FoundExtension::name)
            .thenComparing(FoundExtension::bundle));
    return found;
  }

  private static <F extends ExtensionFactory<?>> void add(
      BundleContext context, List<FoundExtension> found, String kind, Class<F> type)
      throws InvalidSyntaxException {
    for (ServiceReference<F> reference : context.getServiceReferences(type, MEDIATED)) {
      found.add(
          new FoundExtension(
              kind,
              nameOf(context, reference),
              reference.getBundle().getSymbolicName() + " " + reference.getBundle().getVersion()));
    }
  }

  /** A broken factory is shown as well: it is what the operator looks for. */
  private static String nameOf(
      BundleContext context, ServiceReference<? extends ExtensionFactory<?>> reference) {
    try {
      ExtensionFactory<?> factory = context.getService(reference);
      return factory == null ? "(can't be created)" : factory.name();
    } catch (Exception | LinkageError e) {
      return "(" + e + ")";
    } finally {
      context.ungetService(reference);
    }
  }
}
