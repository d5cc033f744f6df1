package org.apache.spark.streaming.flume.sink.internal.rpc;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Initialises what Netty keeps in static fields on a stack of the JDK's alone. Two of its executors
 * have an exception there, which holds each class on the stack of its making: in OSGi the sink's
 * class loader would stay for as long as Netty's bundle does.
 */
final class NettyStatics {

  private static final Logger LOG = LoggerFactory.getLogger(NettyStatics.class);

  private NettyStatics() {}

  /** Netty's executor for what belongs to no event loop. */
  static EventExecutor globalExecutor() {
    initialise();
    return GlobalEventExecutor.INSTANCE;
  }

  private static void initialise() {
    initialise(ImmediateEventExecutor.class);
    initialise(GlobalEventExecutor.class);
  }

  private static void initialise(Class<?> type) {
    Thread current = Thread.currentThread();
    ClassLoader context = current.getContextClassLoader();
    // The class of the proxy below would be one of this loader's.
    current.setContextClassLoader(null);
    try {
      Thread thread =
          new Thread(MethodHandleProxies.asInterfaceInstance(Runnable.class, initialiser(type)));
      thread.start();
      thread.join();
    } catch (ReflectiveOperationException e) {
      LOG.debug("Netty's classes are initialised by us", e);
    } catch (InterruptedException e) {
      current.interrupt();
    } finally {
      current.setContextClassLoader(context);
    }
  }

  private static MethodHandle initialiser(Class<?> type) throws ReflectiveOperationException {
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    return lookup
        .findVirtual(
            MethodHandles.Lookup.class,
            "ensureInitialized",
            MethodType.methodType(Class.class, Class.class))
        .bindTo(lookup)
        .bindTo(type)
        .asType(MethodType.methodType(void.class));
  }
}
