// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// `dsg example`: from what is shipped to a folder of one's own. No grid is needed.
@Timeout(120)
class ExampleTest {

    private static final Path SHIPPED = TestGrid.REPOSITORY.resolve("examples");
    private static final List<String> NAMES = List.of("gw150914", "ising", "k2-3", "pi", "sir-sweep");

    private final TestGrid person = TestGrid.withEmptyHome();

    @AfterEach
    void remove() {
        person.close();
    }

    @Test
    void theListSaysWhatEachIsAboutAndHowLongItTakes() {
        Finished list = person.dsg("example", "list").expect(0);

        assertThat(list.lines()).hasSize(NAMES.size() + 1);
        assertThat(list.lines().getFirst()).containsSubsequence("EXAMPLE", "TAKES", "ABOUT");
        assertThat(list.out()).contains(NAMES).contains("gravitational wave");
        assertThat(list.err()).contains("dsg example gw150914");
        assertThat(person.dsg("example").expect(0).out()).isEqualTo(list.out());
    }

    @Test
    void everyShippedExampleIsComplete() throws IOException {
        JsonNode list = person.dsg("example", "list", "--json").expect(0).json();

        assertThat(list.path("v").asInt()).isOne();
        assertThat(list.path("examples")
                        .valueStream()
                        .map(one -> one.path("name").asString()))
                .containsExactlyElementsOf(NAMES);
        try (Stream<Path> folders = Files.list(SHIPPED)) {
            assertThat(folders.filter(Files::isDirectory)
                            .map(folder -> folder.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(NAMES);
        }
        for (JsonNode one : list.path("examples")) {
            assertThat(one.path("about").asString()).isNotEmpty();
            assertThat(one.path("takes").asString()).isNotEmpty();
            assertThat(one.path("needs").isArray()).isTrue();
            assertThat(one.path("files").valueStream().map(JsonNode::asString)).contains("job.yaml", "README.md");
        }
    }

    @Test
    void showTellsWhatItNeedsAndReadsTheReadme() {
        Finished show = person.dsg("example", "show", "k2-3").expect(0);

        assertThat(show.out())
                .contains(
                        "needs  nothing but DSG on the machines",
                        "job.yaml",
                        "data/",
                        "# K2-3: a planet of another star");
        JsonNode json =
                person.dsg("example", "show", "k2-3", "--json").expect(0).json();
        assertThat(json.path("v").asInt()).isOne();
        assertThat(json.path("name").asString()).isEqualTo("k2-3");
        assertThat(json.path("readme").asString()).startsWith("# K2-3");
        assertThat(json.path("files").valueStream().map(JsonNode::asString)).contains("data/EPIC201367065.csv");
    }

    @Test
    void theShortFormWritesItIntoAFolderOfItsName() {
        Finished got = person.dsg("example", "sir-sweep").expect(0);

        assertThat(got.out())
                .startsWith("wrote sir-sweep/  (job.yaml, ")
                .contains("README.md", "Sir.java", "Summarise.java", "lib/")
                .endsWith("Needs: nothing but DSG on the machines.\n");
        assertThat(got.err()).contains("cd sir-sweep && dsg run job.yaml");
        assertThat(person.folder().resolve("sir-sweep/job.yaml"))
                .hasSameBinaryContentAs(SHIPPED.resolve("sir-sweep/job.yaml"));
        assertThat(person.folder().resolve("sir-sweep/example.yaml")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw150914", "ising", "k2-3", "pi", "sir-sweep"})
    void whatIsFetchedIsAJob(String name) {
        JsonNode got = person.dsg("example", "get", name, "my copy", "--json")
                .expect(0)
                .json();

        assertThat(got.path("folder").asString())
                .isEqualTo(person.folder().resolve("my copy").toString());
        person.dsg("check", "my copy/job.yaml").expect(0);
        assertThat(got.path("files").valueStream().map(JsonNode::asString))
                .allSatisfy(file -> assertThat(person.folder().resolve("my copy/" + file))
                        .isWritable()
                        .hasSameBinaryContentAs(SHIPPED.resolve(name + "/" + file)));
    }

    @Test
    void nothingIsWrittenOver() {
        person.file("pi/Throw.java", "mine");
        Finished refused = person.dsg("example", "get", "pi").expect(1);

        assertThat(refused.err()).contains("pi/Throw.java is there already", "Why:", "Mend:", "dsg example get pi DIR");
        assertThat(person.folder().resolve("pi/Throw.java")).hasContent("mine");
        assertThat(person.folder().resolve("pi/job.yaml")).doesNotExist();
        person.dsg("example", "get", "pi", "other").expect(0);
        assertThat(person.dsg("example", "get", "pi", "other").expect(1).err()).contains("job.yaml is there already");
    }

    @Test
    void whatIsNotThereEndsWithFour() {
        for (List<String> typed : List.of(
                List.of("example", "qi"), List.of("example", "show", "qi"), List.of("example", "get", "../pi"))) {
            Finished told = person.dsg(typed.toArray(String[]::new)).expect(4);
            assertThat(told.err()).contains("Why:", "pi, sir-sweep", "Mend:", "dsg example list");
        }
    }

    /// Examples stand alone, so each has what draws its pictures; what is the same stays the same.
    @Test
    void thePicturesOfAllExamplesLookAlike() {
        for (String name : List.of("ising", "sir-sweep")) {
            assertThat(SHIPPED.resolve(name + "/Picture.java"))
                    .hasSameBinaryContentAs(SHIPPED.resolve("k2-3/Picture.java"));
        }
    }
}
