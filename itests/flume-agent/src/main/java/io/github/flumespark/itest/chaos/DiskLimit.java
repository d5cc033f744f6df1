package io.github.flumespark.itest.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Takes the disk away from a running process: with a limit of one byte on the size of its files,
 * the kernel refuses each write, as on a full disk. It needs no rights, and it can be lifted.
 */
public final class DiskLimit implements AutoCloseable {

  private final long pid;

  private DiskLimit(long pid) {
    this.pid = pid;
  }

  /** Whether this machine has the command for it, which is part of util-linux. */
  public static boolean isAvailable() {
    try {
      run("--version");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** From now on the process writes nothing to any file. Its output to a pipe goes on. */
  public static DiskLimit on(long pid) throws IOException {
    // With the colon, the limit up to which it can be raised again stays as it was.
    run("--pid", Long.toString(pid), "--fsize=1:");
    return new DiskLimit(pid);
  }

  @Override
  public void close() throws IOException {
    run("--pid", Long.toString(pid), "--fsize=unlimited:");
  }

  private static void run(String... arguments) throws IOException {
    String[] command = new String[arguments.length + 1];
    command[0] = "prlimit";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("prlimit did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while prlimit ran", e);
    }
    if (process.exitValue() != 0) {
      throw new IOException("prlimit: " + process.inputReader(StandardCharsets.UTF_8).readLine());
    }
  }
}
