package io.github.flumespark.itest.benchmarks.host;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What this JVM used between two moments: CPU time of the whole process (garbage collector and
 * compiler included), and bytes allocated on the heap by all Java threads that are alive at the
 * second moment. Both sinks keep their threads, so none is missed.
 */
final class Meter {

  /** The first may leave what only a reference queue's thread lets go. */
  private static final int COLLECTIONS = 3;

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private Map<Long, Long> allocatedBefore = new HashMap<>();
  private long cpuBefore;
  private long gcBefore;
  private long wallBefore;

  void begin() {
    allocatedBefore = allocated();
    gcBefore = gcMillis();
    wallBefore = System.nanoTime();
    cpuBefore = system.getProcessCpuTime();
  }

  String end() {
    long cpu = system.getProcessCpuTime() - cpuBefore;
    long wall = System.nanoTime() - wallBefore;
    long gc = gcMillis() - gcBefore;
    long bytes = 0;
    for (Map.Entry<Long, Long> thread : allocated().entrySet()) {
      bytes += thread.getValue() - allocatedBefore.getOrDefault(thread.getKey(), 0L);
    }
    return "cpu=" + cpu + " wall=" + wall + " gc=" + gc + " allocated=" + bytes;
  }

  private Map<Long, Long> allocated() {
    long[] ids = threads.getAllThreadIds();
    long[] bytes = threads.getThreadAllocatedBytes(ids);
    Map<Long, Long> all = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      if (bytes[i] >= 0) {
        all.put(ids[i], bytes[i]);
      }
    }
    return all;
  }

  /** What lives on the heap, and what the process has of the machine's memory (Linux only). */
  static String memory() throws IOException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return "heap=" + heap + " resident=" + resident();
  }

  private static long resident() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return -1;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D+", "")))
          .findFirst()
          .orElse(-1);
    }
  }

  private static long gcMillis() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .sum();
  }
}
