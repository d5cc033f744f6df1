package io.github.flumespark.extension.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeaderFilterRefusalTest {

  private final Bench bench = new Bench(new HeaderFilterFactory());

  @Test
  void aFilterWithNothingToDo() {
    assertThat(bench.refusal()).hasMessageContaining("at least one of keep");
    assertThat(bench.refusal("preserveExisting", "false", "timestampFrom", "t").key())
        .isEqualTo("keep");
  }

  @Test
  void aBrokenRegexWithThePlaceWhereItIsBroken() {
    assertThat(bench.refusal("removeRegex", "a(b"))
        .hasMessageStartingWith("removeRegex has the value 'a(b'; allowed: ")
        .hasMessageContaining("Unclosed group near index 3");
    assertThat(bench.refusal("keepRegex", "*").key()).isEqualTo("keepRegex");
  }

  @Test
  void twoHeadersRenamedToOne() {
    assertThat(bench.refusal("rename.a", "x", "rename.b", "x"))
        .hasMessage(
            "rename.b has the value 'x'; allowed: a name that rename.a does not give already");
  }

  @Test
  void aChainOfRenamesOrARenameToItself() {
    assertThat(bench.refusal("rename.a", "b", "rename.b", "c").key()).isEqualTo("rename.a");
    assertThat(bench.refusal("rename.a", "a"))
        .hasMessageContaining("allowed: a name that is not renamed itself");
  }

  @Test
  void aRenameOfWhatIsRemoved() {
    assertThat(bench.refusal("keep", "b", "rename.a", "b"))
        .hasMessageContaining("'a' is removed by keep or remove");
    assertThat(bench.refusal("remove", "a*", "rename.a", "b").key()).isEqualTo("rename.a");
  }

  @Test
  void aPrefixWithoutAName() {
    assertThat(bench.refusal("add.", "x")).hasMessageContaining("allowed: the key add.NAME");
    assertThat(bench.refusal("rename.", "x").key()).isEqualTo("rename.");
  }

  @Test
  void twoValuesForOneHeader() {
    assertThat(bench.refusal("add.h", "x", "hostHeader", "h").key()).isEqualTo("hostHeader");
    assertThat(bench.refusal("hostHeader", "h", "timestampHeader", "h", "timestampFrom", "t").key())
        .isEqualTo("timestampHeader");
    assertThat(bench.refusal("add.t", "x", "timestampHeader", "t", "timestampFrom", "t").key())
        .isEqualTo("timestampHeader");
  }

  @Test
  void aTimestampFromNowhere() {
    assertThat(bench.refusal("timestampHeader", "t"))
        .hasMessageContaining("timestampFrom")
        .hasMessageContaining("timestampDefault = now")
        .hasMessageContaining("delivered again");
    assertThat(bench.refusal("timestampHeader", "t", "timestampDefault", "later"))
        .hasMessage("timestampDefault has the value 'later'; allowed: none or now");
  }

  @Test
  void whatIsNotABoolean() {
    assertThat(bench.refusal("keep", "*", "preserveExisting", "yes").key())
        .isEqualTo("preserveExisting");
    assertThat(bench.refusal("keep", "*", "useIP", "4").key()).isEqualTo("useIP");
  }
}
