package io.github.flumespark.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.apache.spark.streaming.flume.sink.spi.Extension;
import org.apache.spark.streaming.flume.sink.spi.ExtensionConfigException;
import org.apache.spark.streaming.flume.sink.spi.ExtensionFactory;
import org.apache.spark.streaming.flume.sink.spi.MapExtensionConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the sink expects of every extension and its factory. Extend the class of your extension's
 * kind instead of this one.
 *
 * <p>An extension that breaks a rule on purpose overrides that rule's method without {@code @Test},
 * and says why.
 *
 * @param <T> the kind of extension
 */
@ExtendWith(HangGuard.class)
public abstract class ExtensionContract<T extends Extension> {

  /** A key that no extension knows. */
  private static final String UNKNOWN_KEY = "noSuchKeyOfAnyExtension";

  @TempDir Path temporary;

  private final Set<T> open = new HashSet<>();
  private FakeExtensionContext context;

  /** For the classes of the three kinds. */
  ExtensionContract() {}

  /**
   * The factory under test.
   *
   * @return any object of it; asked for more than once
   */
  protected abstract ExtensionFactory<T> factory();

  /**
   * The keys with which the extension is made, without a prefix.
   *
   * @return nothing, unless overridden
   */
  protected Map<String, String> config() {
    return Map.of();
  }

  /**
   * Values that {@code create} must refuse, each alone in the place of {@link #config()}'s.
   *
   * @return bad values by key; nothing, unless overridden
   */
  protected Map<String, String> badValues() {
    return Map.of();
  }

  /**
   * How long one test may take. A call that does not return within it fails its test, and all other
   * tests of the class at once.
   *
   * @return a minute, unless overridden
   */
  protected Duration timeLimit() {
    return Duration.ofMinutes(1);
  }

  /** The type that names the provider file. */
  abstract Class<? extends ExtensionFactory<T>> factoryType();

  /** Calls the extension as the sink would, once or a few times. */
  abstract void use(T extension);

  /** Calls the extension so that it fails, if it can. */
  abstract void useInVain(T extension);

  /**
   * The context in which the test's extensions are made.
   *
   * @return the same at each call
   */
  protected final FakeExtensionContext context() {
    if (context == null) {
      context = new FakeExtensionContext(temporary.resolve("data"));
    }
    return context;
  }

  /**
   * Makes an extension, which is closed after the test unless the test has closed it.
   *
   * @return a new extension
   */
  protected final T create() {
    return create(context());
  }

  final T create(FakeExtensionContext where) {
    T made = factory().create(new MapExtensionConfig(config()), where);
    assertThat(made).as("what create returned").isNotNull();
    open.add(made);
    return made;
  }

  /** Closes an extension, in a time that a stop of the sink can afford. */
  final void close(T extension) {
    open.remove(extension);
    Threads.within(Duration.ofSeconds(10), "close", extension::close);
  }

  @AfterEach
  final void closeAll() {
    Set.copyOf(open).forEach(this::close);
  }

  /** A configuration must be able to say it. */
  @Test
  public void theFactoryHasAValidName() {
    assertThat(factory().name())
        .matches("[a-z][a-z0-9-]{0,63}")
        .isNotIn("default", "none")
        .as("the same at each call")
        .isEqualTo(factory().name());
  }

  /** What is asked for in a configuration is found by its name, so that must be in the jar. */
  @Test
  public void theFactoryIsAProvider() {
    assertThat(ServiceLoader.load(factoryType()).stream().map(ServiceLoader.Provider::type))
        .as("META-INF/services/%s, which must name the factory", factoryType().getName())
        .anyMatch(type -> type == factory().getClass());
  }

  /** Each object is closed once. A lambda that holds nothing may be one object: it has no close. */
  @Test
  public void createMakesANewObjectEachTime() {
    ExtensionFactory<T> factory = factory();
    T first = factory.create(new MapExtensionConfig(config()), context());
    open.add(first);
    // A generator may hold a lock on its directory.
    T second =
        factory.create(
            new MapExtensionConfig(config()),
            new FakeExtensionContext(temporary.resolve("other data")));
    open.add(second);

    assertThat(second).isNotNull();
    if (!second.getClass().isHidden()) {
      assertThat(second).isNotSameAs(first);
    }
  }

  /** The sink warns of keys that no one has read, once {@code create} has returned. */
  @Test
  public void createReadsItsOwnKeysAndLeavesUnknownOnesUnread() {
    Map<String, String> keys = new HashMap<>(config());
    keys.put(UNKNOWN_KEY, "1");
    MapExtensionConfig config = new MapExtensionConfig(keys);

    open.add(factory().create(config, context()));

    assertThat(config.unread()).containsExactly(UNKNOWN_KEY);
  }

  /** What {@link #badValues} has is refused at start, with a message that helps. */
  @Test
  public void createRefusesBadValuesAndNamesTheKey() {
    badValues()
        .forEach(
            (key, value) -> {
              Map<String, String> keys = new HashMap<>(config());
              keys.put(key, value);
              assertThatThrownBy(
                      () -> open.add(factory().create(new MapExtensionConfig(keys), context())))
                  .as("%s = %s", key, value)
                  .isInstanceOfSatisfying(
                      ExtensionConfigException.class,
                      refusal -> assertThat(refusal.key()).isEqualTo(key));
            });
  }

  /** A start that fails later, on a port in use for example, closes extensions at once. */
  @Test
  public void closesUnused() {
    close(create());
  }

  /** A call that threw leaves something that can be closed. */
  @Test
  public void closesAfterAFailedUse() {
    T extension = create();
    useInVain(extension);
    close(extension);
  }

  /** A sink that is stopped and started again makes new extensions in the same place. */
  @Test
  public void worksAgainAfterAStopAndAStart() {
    for (int start = 0; start < 3; start++) {
      T extension = create();
      use(extension);
      close(extension);
    }
  }

  /** A sink that stops leaves nothing of its extensions running. */
  @Test
  public void leavesNoThreadBehind() {
    Threads.assertNoneLeft(
        () -> {
          T extension = create();
          use(extension);
          close(extension);
        });
  }
}
