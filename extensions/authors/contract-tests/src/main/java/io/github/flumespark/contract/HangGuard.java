package io.github.flumespark.contract;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.AssertionFailedError;

/**
 * Ends a test whose extension does not return, and lets the others of its class fail at once: a
 * build must not hang, nor wait as many times as there are tests.
 */
final class HangGuard implements InvocationInterceptor {

  /** Which test hung, by its class. */
  private static final Map<Class<?>, String> HUNG = new ConcurrentHashMap<>();

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> test,
      ExtensionContext context)
      throws Throwable {
    within(invocation, test, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> test,
      ExtensionContext context)
      throws Throwable {
    within(invocation, test, context);
  }

  private static void within(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> test,
      ExtensionContext context)
      throws Throwable {
    Class<?> type = context.getRequiredTestClass();
    Duration limit = ((ExtensionContract<?>) context.getRequiredTestInstance()).timeLimit();
    String hung = HUNG.get(type);
    if (hung != null) {
      invocation.skip();
      throw new AssertionFailedError("not run, since the extension hangs: see " + hung);
    }
    FutureTask<Void> run = new FutureTask<>(() -> proceed(invocation));
    Thread thread = new Thread(run, "contract-" + test.getExecutable().getName());
    thread.setDaemon(true);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    thread.start();
    try {
      run.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException thrown) {
      throw thrown.getCause() instanceof Thrown wrapped ? wrapped.getCause() : thrown.getCause();
    } catch (TimeoutException late) {
      HUNG.put(type, test.getExecutable().getName());
      throw new AssertionFailedError(
          ("a call has not returned for %d s, which would block the sink (timeLimit() allows for"
                  + " more); its thread is%n%s")
              .formatted(limit.toSeconds(), stackOf(thread)));
    } finally {
      thread.interrupt();
    }
  }

  private static Void proceed(Invocation<Void> invocation) throws Thrown {
    try {
      return invocation.proceed();
    } catch (Throwable any) {
      throw new Thrown(any);
    }
  }

  private static String stackOf(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .limit(15)
        .map(frame -> "  at " + frame)
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static final class Thrown extends Exception {
    private static final long serialVersionUID = 1L;

    Thrown(Throwable cause) {
      super(cause);
    }
  }
}
