package org.apache.spark.streaming.flume.sink.spi;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes extensions of one kind. The sink finds implementations of the sub-interfaces with {@link
 * java.util.ServiceLoader} each time it starts, so a provider is a public class with a public
 * constructor without parameters, named in {@code META-INF/services}.
 *
 * @param <T> the kind of extension
 */
@ConsumerType
public interface ExtensionFactory<T extends Extension> {

  /**
   * The name by which a configuration selects this factory, as in {@code
   * agent.sinks.spark.admission.type = NAME}.
   *
   * @return {@code [a-z][a-z0-9-]{0,63}}, the same at each call, unique among the factories of its
   *     kind; {@code default} and {@code none} are reserved
   */
  String name();

  /**
   * Makes an extension that is ready for use; there is no second phase. Called once for each place
   * in a configuration that selects this factory, and again by each start of the sink: so perhaps
   * more than once on one factory, and what it returns must not share what is closed. It runs on a
   * thread that does nothing else and ends afterwards, under this factory's class loader as the
   * context class loader.
   *
   * <p>It may take its time: after some seconds the sink warns of it, and a start that has waited
   * long enough fails, but the call goes on and the next start takes up what it returns. A stop
   * interrupts it; what it returns after that is closed at once.
   *
   * @param config the extension's own keys, without their prefix
   * @param context where the extension runs
   * @return a new extension, never null
   * @throws ExtensionConfigException if a value is missing or not allowed; the sink adds its own
   *     name and the whole key
   * @throws RuntimeException if the extension can't be made; the sink does not start, and is tried
   *     again by Flume's supervisor
   */
  T create(ExtensionConfig config, ExtensionContext context);
}
