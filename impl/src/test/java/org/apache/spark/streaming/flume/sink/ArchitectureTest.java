package org.apache.spark.streaming.flume.sink;

import static com.tngtech.archunit.base.DescribedPredicate.doNot;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Clock;
import java.util.Calendar;
import java.util.Date;
import org.apache.avro.specific.AvroGenerated;

/**
 * The arrows of the design: {@code SparkSink} puts the parts together, {@code rpc → batch →
 * transform → spi}, and never back. A rule about a package that is not there fails, so that none is
 * silenced by a new name.
 */
@AnalyzeClasses(
    packages = ArchitectureTest.ROOT,
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  static final String ROOT = "org.apache.spark.streaming.flume.sink";

  private static final String SPI = ROOT + ".spi..";
  private static final String INTERNAL = ROOT + ".internal..";
  private static final String GUARD = ROOT + ".internal.guard..";
  private static final String ACCESS = ROOT + ".internal.access..";
  private static final String CONFIG = ROOT + ".internal.config..";
  private static final String EXTENSION = ROOT + ".internal.extension..";
  private static final String TRANSFORM = ROOT + ".internal.transform..";
  private static final String CHANNEL = ROOT + ".internal.channel..";
  private static final String WIRE = ROOT + ".internal.wire..";
  private static final String BATCH = ROOT + ".internal.batch..";
  private static final String RPC = ROOT + ".internal.rpc..";
  private static final String TLS = ROOT + ".internal.tls..";
  private static final String METRICS = ROOT + ".internal.metrics..";

  /** What puts the parts together. */
  private static final String COMPOSITION_ROOT =
      ".*\\.sink\\.(SparkSink|SinkRun|SinkControls|OwnName|SinkCheck|ChainTotals|Rehearsal)(\\$.*)?";

  private static final String EXPORT = "org.osgi.annotation.bundle.Export";

  @ArchTest
  static final ArchRule theApiKnowsNothingButJava =
      classes()
          .that()
          .resideInAPackage(SPI)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", SPI, "org.osgi.annotation..", "org.jspecify.annotations..");

  @ArchTest
  static final ArchRule theSinkAloneKnowsHowExtensionsAreFoundAndConfigured =
      noClasses()
          .that(resideOutsideOfPackages(EXTENSION, CONFIG))
          .and()
          .haveNameNotMatching(COMPOSITION_ROOT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(EXTENSION, CONFIG);

  @ArchTest
  static final ArchRule theSinkPutsThePartsTogetherAndNoPartKnowsTheSink =
      noClasses()
          .that()
          .resideInAnyPackage(INTERNAL, SPI)
          .should()
          .dependOnClassesThat()
          .haveNameMatching(COMPOSITION_ROOT);

  @ArchTest
  static final ArchRule noOtherPublicTypeKnowsAPart =
      noClasses()
          .that()
          .resideInAPackage(ROOT)
          .and()
          .haveNameNotMatching(COMPOSITION_ROOT)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(INTERNAL);

  /** Of batches and transport it knows the records that it makes for them. */
  @ArchTest
  static final ArchRule configurationKnowsTheSettingsOfThePartsAndNothingElse =
      noClasses()
          .that()
          .resideInAPackage(CONFIG)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(INTERNAL)
                  .and(resideOutsideOfPackages(CONFIG, TRANSFORM, ACCESS, TLS))
                  .and(
                      doNot(
                          have(
                              nameMatching(
                                  ".*\\.(batch\\.BatchSettings|rpc\\.(RpcSettings|Access))")))));

  @ArchTest
  static final ArchRule discoveryUsesWhatItPutsTogether =
      onlyUses(EXTENSION, EXTENSION, CONFIG, TRANSFORM, GUARD);

  @ArchTest static final ArchRule theChainKnowsTheApiAlone = onlyUses(TRANSFORM, TRANSFORM, GUARD);

  @ArchTest static final ArchRule theGuardKnowsNobody = onlyUses(GUARD, GUARD);

  @ArchTest static final ArchRule accessRulesKnowNobody = onlyUses(ACCESS, ACCESS);

  @ArchTest static final ArchRule tlsKnowsTheGuardAlone = onlyUses(TLS, TLS, GUARD);

  @ArchTest
  static final ArchRule metricsListenToBatchesAndTransport = onlyUses(METRICS, METRICS, BATCH, RPC);

  @ArchTest static final ArchRule channelsKnowNoBatch = onlyUses(CHANNEL, CHANNEL, GUARD);

  @ArchTest static final ArchRule theWireKnowsNobody = onlyUses(WIRE, WIRE);

  @ArchTest
  static final ArchRule batchesKnowNoTransport = onlyUses(BATCH, BATCH, CHANNEL, TRANSFORM, GUARD);

  @ArchTest
  static final ArchRule theTransportKnowsBatches =
      onlyUses(RPC, RPC, BATCH, CHANNEL, WIRE, ACCESS, TLS, GUARD);

  /**
   * A deadline by the wall clock comes at once, or never, when somebody sets that clock. A dead
   * letter has none: it tells a person when it was written. A certificate's end is such a deadline,
   * and {@code TlsEngines} is given the clock by which to judge it. What an extension does with the
   * clock that its context offers is the extension's affair.
   */
  @ArchTest
  static final ArchRule nobodyAsksWhatTimeItIs =
      noClasses()
          .that()
          .resideInAnyPackage(ROOT, INTERNAL, SPI)
          .and()
          .doNotHaveSimpleName("Letter")
          .and()
          .doNotHaveSimpleName("SinkExtensionContext")
          .should()
          .accessTargetWhere(
              target(owner(type(System.class)))
                  .and(target(name("currentTimeMillis")))
                  .or(target(owner(resideInAPackage("java.time"))).and(target(name("now"))))
                  .or(target(owner(type(Clock.class))))
                  .or(target(owner(type(Calendar.class))))
                  .or(target(owner(type(Date.class))).and(target(name("<init>")))));

  @ArchTest
  static final ArchRule partsAreFreeOfCycles =
      slices().matching(ROOT + ".internal.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theApiIsFreeOfCycles =
      slices().matching(ROOT + ".spi.(*)..").should().beFreeOfCycles();

  /**
   * A class that can be read alone knows nobody who knows it. Packages have no cycles, so each that
   * this finds is inside one; a nested class counts as its outer one.
   */
  @ArchTest
  static final ArchRule classesAreFreeOfCycles =
      slices().assignedFrom(outermostClasses()).should().beFreeOfCycles();

  @ArchTest
  static final ArchRule wordsThatAllKindsShareKnowNoKind =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".spi")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + ".spi.*..");

  @ArchTest
  static final ArchRule partsAreNotExported =
      noClasses().that().resideInAPackage(INTERNAL).should().beAnnotatedWith(EXPORT);

  /** Shows that the rule above would see one. */
  @ArchTest
  static final ArchRule whatTheWorldNamesIsExported =
      classes()
          .that()
          .haveSimpleName("package-info")
          .and(resideOutsideOfPackages(INTERNAL))
          .should()
          .beAnnotatedWith(EXPORT);

  /** Without those that Avro generates: they are as they are. */
  private static SliceAssignment outermostClasses() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        JavaClass outermost = type;
        while (outermost.getEnclosingClass().isPresent()) {
          outermost = outermost.getEnclosingClass().get();
        }
        return outermost.isAnnotatedWith(AvroGenerated.class)
            ? SliceIdentifier.ignore()
            : SliceIdentifier.of(outermost.getName());
      }

      @Override
      public String getDescription() {
        return "classes with those nested in them";
      }
    };
  }

  /** Of this project's internals; the API and Spark's types are open to all. */
  private static ArchRule onlyUses(String part, String... parts) {
    return noClasses()
        .that()
        .resideInAPackage(part)
        .should()
        .dependOnClassesThat(resideInAnyPackage(INTERNAL).and(resideOutsideOfPackages(parts)));
  }
}
