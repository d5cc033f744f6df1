package io.github.flumespark.itest.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A Spark Connect server that was given our jar as its script gives it: {@code --jars}. */
final class ConnectServer implements AutoCloseable {

  private static final Pattern PORT = Pattern.compile("Connect server started at: .*:(\\d+)");

  private final Path log;
  private final Process process;
  private final int port;

  ConnectServer(Path directory) throws IOException {
    log = directory.resolve("connect-server.log");
    List<String> jars = SparkWorld.CONNECT_SERVER.jarList();
    String ours = String.join(",", jars.stream().filter(ConnectServer::isOurs).toList());
    String sparks =
        String.join(File.pathSeparator, jars.stream().filter(jar -> !isOurs(jar)).toList());
    List<String> command = TestJvm.command("768m");
    command.addAll(
        List.of(
            "-Djava.io.tmpdir=" + directory,
            "-cp",
            sparks,
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[2]",
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.driver.host=127.0.0.1",
            "--conf",
            "spark.connect.grpc.binding.address=127.0.0.1",
            "--conf",
            "spark.connect.grpc.binding.port=0",
            "--jars",
            ours,
            "--class",
            "org.apache.spark.sql.connect.service.SparkConnectServer",
            "spark-internal"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(directory.toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      Awaitility.await("a server; see " + log)
          .atMost(SparkProcess.PATIENCE)
          .until(() -> PORT.matcher(log()).find() || !process.isAlive());
      Matcher matcher = PORT.matcher(log());
      if (!matcher.find()) {
        throw new AssertionError("The server has ended: " + tail());
      }
      port = Integer.parseInt(matcher.group(1));
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  private static boolean isOurs(String jar) {
    return jar.contains("flume-spark-client");
  }

  String url() {
    return "sc://127.0.0.1:" + port;
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  private String tail() throws IOException {
    List<String> lines = Arrays.asList(log().split("\n", -1));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
