package io.github.flumespark.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs a contract against an extension, and tells which of its methods fail. */
final class Contracts {

  private Contracts() {}

  static Set<String> failures(Class<?> contract) {
    return failures(contract, selectClass(contract));
  }

  /** For extensions with which the other methods would take long to fail. */
  static Set<String> failures(Class<?> contract, String method) {
    return failures(contract, selectMethod(contract, method));
  }

  private static Set<String> failures(Class<?> contract, DiscoverySelector selector) {
    EngineExecutionResults results =
        EngineTestKit.engine("junit-jupiter").selectors(selector).execute();
    assertThat(results.testEvents().started().count()).as("tests in %s", contract).isPositive();
    Set<String> failed = new TreeSet<>();
    results
        .testEvents()
        .failed()
        .list()
        .forEach(
            event ->
                failed.add(
                    ((MethodSource) event.getTestDescriptor().getSource().orElseThrow())
                        .getMethodName()));
    return failed;
  }

  /** Opens the gap between two steps that should have been one. */
  @SuppressWarnings("ThreadPriorityCheck") // Nothing relies on it but the chance of a race.
  static void letOthersIn() {
    Thread.yield();
  }
}
