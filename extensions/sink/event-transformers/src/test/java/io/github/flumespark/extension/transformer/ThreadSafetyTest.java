package io.github.flumespark.extension.transformer;

import static io.github.flumespark.extension.transformer.Bench.event;
import static io.github.flumespark.extension.transformer.Bench.outputs;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Eight threads get what one gets, over and over: as at a first delivery, so at the next. */
class ThreadSafetyTest {

  static Stream<Arguments> transformers() {
    return Stream.of(
        Arguments.of(
            "header-filter",
            new Bench(new HeaderFilterFactory())
                .create(
                    "removeRegex",
                    "x.*",
                    "rename.a",
                    "b",
                    "add.c",
                    "d",
                    "hostHeader",
                    "host",
                    "timestampHeader",
                    "t",
                    "timestampFrom",
                    "n")),
        Arguments.of(
            "event-filter",
            new Bench(new EventFilterFactory())
                .create("action", "drop", "body.regex", "line 1*3", "header.n.glob", "*7")),
        Arguments.of(
            "extract", new Bench(new ExtractFactory()).create("regex", "line (?<line>[0-9]+)")),
        Arguments.of("mask", new Bench(new MaskFactory()).create("regex", "([0-9])[0-9]")),
        Arguments.of("split", new Bench(new SplitFactory()).create("indexHeader", "part")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("transformers")
  void outputsDependOnTheEventAlone(String name, EventTransformer transformer) throws Exception {
    List<SinkEvent> sources = new ArrayList<>();
    List<List<SinkEvent>> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      sources.add(event("line " + i + "\nline " + i * 7, "a", "1", "n", "" + i, "x" + i, "y"));
      expected.add(outputs(transformer, sources.get(i)));
    }
    Callable<Boolean> worker =
        () -> {
          for (int round = 0; round < 20; round++) {
            for (int i = 0; i < sources.size(); i++) {
              assertThat(outputs(transformer, sources.get(i))).isEqualTo(expected.get(i));
            }
          }
          return true;
        };
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      for (Future<Boolean> done : pool.invokeAll(Stream.generate(() -> worker).limit(8).toList())) {
        assertThat(done.get()).isTrue();
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
