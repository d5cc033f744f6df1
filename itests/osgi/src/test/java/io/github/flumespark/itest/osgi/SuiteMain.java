package io.github.flumespark.itest.osgi;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the test class that its argument names, in this JVM, and tells how it went. */
final class SuiteMain {

  private SuiteMain() {}

  public static void main(String[] arguments) {
    Launcher launcher = LauncherFactory.create();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    launcher.execute(
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(arguments[0])).build(),
        listener);
    TestExecutionSummary summary = listener.getSummary();
    summary.printFailuresTo(new PrintWriter(System.out, true, Charset.defaultCharset()), 50);
    System.out.printf(
        "Java %d: %d tests succeeded, %d failed%n",
        Runtime.version().feature(),
        summary.getTestsSucceededCount(),
        summary.getTotalFailureCount());
    System.out.flush();
    // Not a return: a thread that a framework left behind must not keep this JVM.
    System.exit(summary.getTotalFailureCount() == 0 ? 0 : 1);
  }
}
