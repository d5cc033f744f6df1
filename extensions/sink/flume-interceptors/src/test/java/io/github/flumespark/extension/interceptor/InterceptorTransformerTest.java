package io.github.flumespark.extension.interceptor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfigException;
import org.apache.spark.streaming.flume.sink.spi.MapExtensionConfig;
import org.apache.spark.streaming.flume.sink.spi.SinkEvent;
import org.apache.spark.streaming.flume.sink.spi.transform.EventTransformer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InterceptorTransformerTest {

  private static final String PICKY = PickyInterceptor.Builder.class.getName();

  private final SinkEvent source =
      SinkEvent.of(Map.of("k", "v", "level", "INFO"), "GET /a?token=x".getBytes(UTF_8));
  private final List<EventTransformer> open = new ArrayList<>();

  @BeforeEach
  void forgetThoseMade() {
    PickyInterceptor.MADE.clear();
  }

  @AfterEach
  void closeAll() {
    open.forEach(EventTransformer::close);
  }

  @Test
  void timestampSetsItsHeader() throws Exception {
    String timestamp = output("timestamp", "headerName", "at").headers().get("at");

    assertThat(Long.parseLong(timestamp)).isPositive();
  }

  @Test
  void hostSetsItsHeader() throws Exception {
    assertThat(output("host", "hostHeader", "from").headers()).containsKeys("from", "k");
  }

  @Test
  void staticSetsItsHeaderUnlessItIsThere() throws Exception {
    assertThat(output("static", "key", "dc", "value", "ber1").headers())
        .containsEntry("dc", "ber1");
    assertThat(output("STATIC", "key", "k", "value", "new")).isSameAs(source);
  }

  @Test
  void uuidSetsItsHeader() throws Exception {
    assertThat(output("uuid", "headerName", "id").headers().get("id")).hasSize(36);
  }

  @Test
  void regexFilterDropsOrKeeps() throws Exception {
    assertThat(outputs("regex_filter", "regex", "^GET")).containsExactly(source);
    assertThat(outputs("regex_filter", "regex", "^GET", "excludeEvents", "true")).isEmpty();
  }

  @Test
  void regexExtractorSetsHeaders() throws Exception {
    SinkEvent out =
        output(
            "regex_extractor",
            "regex",
            "^(\\w+) (\\S+)",
            "serializers",
            "s1 s2",
            "serializers.s1.name",
            "verb",
            "serializers.s2.name",
            "path");

    assertThat(out.headers())
        .isEqualTo(Map.of("k", "v", "level", "INFO", "verb", "GET", "path", "/a?token=x"));
    assertThat(out.body()).isEqualTo(source.body());
  }

  @Test
  void searchReplaceAltersTheBody() throws Exception {
    SinkEvent out =
        output("search_replace", "searchPattern", "token=\\w+", "replaceString", "token=***");

    assertThat(out.bodyAsString(UTF_8)).isEqualTo("GET /a?token=***");
    assertThat(out.headers()).isEqualTo(source.headers());
    assertThat(source.bodyAsString(UTF_8)).isEqualTo("GET /a?token=x");
  }

  @Test
  void removeHeaderRemovesThem() throws Exception {
    assertThat(output("remove_header", "withName", "level").headers()).isEqualTo(Map.of("k", "v"));
  }

  @Test
  void eachThreadHasOneOfItsOwnWhichIsClosedOnce() throws Exception {
    EventTransformer transformer = create(PICKY, "suffix", "!");
    for (int thread = 0; thread < 3; thread++) {
      onAnotherThread(() -> outputs(transformer, source));
    }
    outputs(transformer, source);
    assertThat(PickyInterceptor.MADE).hasSize(4);
    assertThat(PickyInterceptor.MADE)
        .as("those of threads that have ended")
        .extracting(made -> made.closed.get())
        .containsExactly(1, 1, 1, 0);

    open.remove(transformer);
    transformer.close();

    assertThat(PickyInterceptor.MADE)
        .allSatisfy(made -> assertThat(made.initialized).hasValue(1))
        .allSatisfy(made -> assertThat(made.closed).hasValue(1));
  }

  @Test
  void oneThatWasNeverUsedIsClosedToo() {
    create(PICKY, "suffix", "!").close();

    assertThat(PickyInterceptor.MADE).hasSize(1).allMatch(made -> made.closed.get() == 1);
    open.clear();
  }

  @Test
  void noHeadersAndNoBodyAreEmptyOnes() throws Exception {
    EventTransformer transformer = create(PICKY, "suffix", "!");

    assertThat(outputs(transformer, source.withBody("null".getBytes(UTF_8))))
        .containsExactly(SinkEvent.of(Map.of(), new byte[0]));
  }

  @Test
  void aBuilderThatThereIsNotIsRefused() {
    assertThatThrownBy(() -> create("regex_filer"))
        .isInstanceOf(ExtensionConfigException.class)
        .hasMessageStartingWith(
            "builder has the value 'regex_filer'; allowed: timestamp, host, static, regex_filter,")
        .hasMessageEndingWith("there is no class regex_filer");
    assertThatThrownBy(() -> create(PickyInterceptor.class.getName()))
        .isInstanceOf(ExtensionConfigException.class)
        .hasMessageContaining("it is often called " + PICKY);
    assertThatThrownBy(() -> create(null)).hasMessageStartingWith("builder is not set");
  }

  @Test
  void keysThatTheInterceptorRefusesAreToldAtTheStart() {
    assertThatThrownBy(() -> create(PICKY, "sufix", "!"))
        .hasMessage(
            "The interceptor's builder %s refuses its keys [sufix]:".formatted(PICKY)
                + " java.lang.IllegalArgumentException: no suffix");
  }

  private SinkEvent output(String builder, String... keysAndValues) throws Exception {
    List<SinkEvent> outputs = outputs(builder, keysAndValues);
    assertThat(outputs).hasSize(1);
    return outputs.get(0);
  }

  private List<SinkEvent> outputs(String builder, String... keysAndValues) throws Exception {
    return outputs(create(builder, keysAndValues), source);
  }

  private static List<SinkEvent> outputs(EventTransformer transformer, SinkEvent event)
      throws Exception {
    List<SinkEvent> outputs = new ArrayList<>();
    transformer.transform(event, outputs::add);
    return outputs;
  }

  private EventTransformer create(String builder, String... keysAndValues) {
    Map<String, String> keys = new HashMap<>();
    if (builder != null) {
      keys.put("builder", builder);
    }
    for (int i = 0; i < keysAndValues.length; i += 2) {
      keys.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    EventTransformer made =
        new InterceptorTransformerFactory().create(new MapExtensionConfig(keys), null);
    open.add(made);
    return made;
  }

  /** Returns once the thread has ended. */
  private static void onAnotherThread(Callable<?> task) throws Exception {
    FutureTask<?> run = new FutureTask<>(task);
    Thread thread = new Thread(run);
    thread.start();
    run.get();
    thread.join();
  }
}
