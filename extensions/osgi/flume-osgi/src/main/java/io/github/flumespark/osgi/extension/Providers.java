package io.github.flumespark.osgi.extension;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which extensions there were at some moment, and where their code was. Immutable. */
public final class Providers {

  private static final Logger LOG = LoggerFactory.getLogger(Providers.class);

  /** None. */
  public static final Providers NONE = new Providers(Map.of());

  static final String MEDIATED = "(serviceloader.mediator=*)";

  private final Map<String, List<Provider>> providers;

  private Providers(Map<String, List<Provider>> providers) {
    this.providers = providers;
  }

  /** Those of this moment. */
  static Providers now(BundleContext context) {
    Map<String, List<Provider>> providers = new HashMap<>();
    for (ExtensionKind kind : ExtensionKind.values()) {
      for (ServiceReference<?> reference : services(context, kind)) {
        add(context, kind, reference, providers);
      }
    }
    return new Providers(providers);
  }

  private static void add(
      BundleContext context,
      ExtensionKind kind,
      ServiceReference<?> reference,
      Map<String, List<Provider>> providers) {
    try {
      Object factory = context.getService(reference);
      Bundle bundle = reference.getBundle();
      if (factory != null && bundle != null) {
        providers
            .computeIfAbsent(
                kind.word() + " " + FactoryNames.of(factory), name -> new ArrayList<>())
            .add(new Provider(bundle, factory.getClass().getClassLoader()));
      }
    } catch (RuntimeException | LinkageError broken) {
      // No sink finds it either, and says why if it looks for it.
      LOG.debug("A {} of {} can't be asked", kind.word(), reference.getBundle(), broken);
    } finally {
      context.ungetService(reference);
    }
  }

  /** Of any class space: one that is wired to another copy of the interfaces is worth telling. */
  static List<ServiceReference<?>> services(BundleContext context, ExtensionKind kind) {
    try {
      ServiceReference<?>[] references = context.getAllServiceReferences(kind.factory(), MEDIATED);
      return references == null ? List.of() : List.of(references);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Whether all of these extensions are there, and the code of at least one is other than it was.
   *
   * @param before what there was
   * @param names each as kind, blank and name
   */
  public boolean replace(Providers before, List<String> names) {
    return names.stream().allMatch(providers::containsKey)
        && names.stream().anyMatch(name -> !isSame(of(name), before.of(name)));
  }

  private static boolean isSame(List<Provider> some, List<Provider> others) {
    return some.size() == others.size()
        && some.stream().allMatch(one -> others.stream().anyMatch(one::isSameAs));
  }

  /** Whether an extension has the code that it had. */
  public boolean isSame(Providers before, String name) {
    return isSame(of(name), before.of(name));
  }

  /** The bundles that have an extension; empty if there is none. */
  public Optional<String> bundles(String name) {
    return of(name).isEmpty()
        ? Optional.empty()
        : Optional.of(
            of(name).stream().map(Provider::toString).sorted().collect(Collectors.joining(", ")));
  }

  private List<Provider> of(String name) {
    return providers.getOrDefault(name, List.of());
  }
}
