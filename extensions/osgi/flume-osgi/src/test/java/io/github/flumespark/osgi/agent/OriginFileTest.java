package io.github.flumespark.osgi.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginFileTest {

  @TempDir Path directory;

  @Test
  void aFileThatStaysAwayIsToldOnceAndThenForgottenWhenItIsBack() throws Exception {
    Path file = directory.resolve("agent-web.cfg");
    OriginFile origin = OriginFile.of(Map.of("felix.fileinstall.filename", file.toUri()));

    List<String> told = new ArrayList<>();
    for (int look = 0; look < 100; look++) {
      origin.look("a~web").ifPresent(told::add);
    }

    assertThat(told)
        .containsExactly(
            "its file "
                + file
                + " is gone, and the configuration lives on: config:delete a~web (in Karaf) ends it");
    assertThat(origin.warning()).hasValue(told.get(0));

    Files.createFile(file);
    assertThat(origin.look("a~web")).isEmpty();
    assertThat(origin.warning()).isEmpty();
  }

  @Test
  void aFileThatIsAwayForAMomentIsNotTold() throws Exception {
    Path file = Files.createFile(directory.resolve("agent-web.cfg"));
    OriginFile origin =
        OriginFile.of(Map.of("felix.fileinstall.filename", file.toUri().toString()));

    Files.delete(file);
    assertThat(origin.look("a~web")).isEmpty();
    Files.createFile(file);
    assertThat(origin.look("a~web")).isEmpty();
  }

  @Test
  void aConfigurationThatCameFromNoFileHasNone() {
    assertThat(OriginFile.of(Map.of())).isSameAs(OriginFile.NONE);
    assertThat(OriginFile.NONE.look("a")).isEmpty();
  }
}
