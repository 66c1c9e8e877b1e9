// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// What a task leaves: taken as it is, never through a link that leaves its folder, and given back unchanged.
@Timeout(120)
class OutputTest {

    private static GridJob submit(Rung rung, String outputs, String script) {
        return rung.grid().submit("""
                dsg: 1
                name: outputs
                out: %s
                run: |
                %s
                """.formatted(outputs, script.indent(2)));
    }

    /// Fetches a job's results; the folder that holds them.
    private static Path fetch(GridJob job) {
        Path folder = job.grid().folder().resolve("got-" + job.id());
        job.grid()
                .dsg("get", Long.toString(job.id()), "--out", folder.toString())
                .expect(0);
        return folder;
    }

    @ParameterizedTest
    @EnumSource
    void aMissingOutputFailsTheTask(Rung rung) {
        GridJob job = submit(rung, "[result.txt]", "echo 1 > results.txt").expect("failed");

        assertThat(job.why())
                .isEqualTo(
                        "it ended with exit code 0 but did not make its output result.txt; its folder holds results.txt");
    }

    @ParameterizedTest
    @EnumSource
    void aLinkOutOfTheFolderIsRefused(Rung rung) throws IOException {
        String secret = "secret of " + rung + " " + System.nanoTime() + "\n";
        Path file = rung.grid().file("secret.txt", secret);
        Path nodeWork = rung.grid().home().resolve("node/work/life/attempt/task");
        for (String link : List.of(file.toString(), nodeWork.relativize(file).toString())) {
            GridJob job = submit(rung, "[out.txt]", "ln -s '%s' out.txt".formatted(link))
                    .expect("failed");

            assertThat(job.why())
                    .containsPattern("^its output out.txt is a link (that leaves the task's folder|to nothing)");
        }
        String sha256 = dsg.model.Artefact.of(Files.readAllBytes(file)).digest().hex();
        Rest rest = rung.grid().rest();
        assertThat(rest.send(rest.request("/api/v1/artefacts/" + sha256).build())
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @EnumSource
    void aLinkToASettingsFileOfTheMachineIsRefused(Rung rung) {
        GridJob job = submit(rung, "[out.txt]", "ln -s /etc/hostname out.txt").expect("failed");

        assertThat(job.why()).startsWith("its output out.txt is a link that leaves the task's folder; copy");
    }

    @ParameterizedTest
    @EnumSource
    void aFolderThatIsALinkOutIsRefused(Rung rung) {
        GridJob job = submit(rung, "[etc/hostname]", "ln -s /etc etc").expect("failed");

        assertThat(job.why()).startsWith("its output etc/hostname is a link that leaves the task's folder");
    }

    @ParameterizedTest
    @EnumSource
    void theFolderItselfCannotBeSwapped(Rung rung) {
        GridJob job = submit(rung, "[hostname]", "cd /; d=$OLDPWD; mv \"$d\" \"$d.old\" && ln -s /etc \"$d\"")
                .awaitEnd();

        assertThat(job.state()).isEqualTo("failed");
    }

    @ParameterizedTest
    @EnumSource
    void aLinkInsideTheFolderIsFollowed(Rung rung) {
        GridJob job = submit(rung, "[latest.txt]", "mkdir runs && echo 7 > runs/7.txt && ln -s runs/7.txt latest.txt")
                .expect("done");

        assertThat(fetch(job).resolve("main/latest.txt")).hasContent("7\n");
    }

    @ParameterizedTest
    @EnumSource
    void twoOutputsMayBeOneFile(Rung rung) {
        GridJob job = submit(rung, "[a.bin, b.bin, c.bin]", """
                head -c 100000 /dev/urandom > a.bin
                ln -s a.bin b.bin
                ln a.bin c.bin
                """).expect("done");

        Path main = fetch(job).resolve("main");
        assertThat(main.resolve("b.bin"))
                .hasSameBinaryContentAs(main.resolve("a.bin"))
                .hasSize(100_000);
        assertThat(main.resolve("c.bin")).hasSameBinaryContentAs(main.resolve("a.bin"));
    }

    @ParameterizedTest
    @EnumSource
    void aFolderIsNoOutput(Rung rung) {
        GridJob job = submit(rung, "[results]", "mkdir results").expect("failed");

        assertThat(job.why())
                .isEqualTo("its output results is a folder; pack it, and name that: tar cf results.tar results");
    }

    @ParameterizedTest
    @EnumSource
    void linksThatLeadToEachOtherAreNoOutput(Rung rung) {
        GridJob job = submit(rung, "[a]", "ln -s b a; ln -s a b").expect("failed");

        assertThat(job.why()).startsWith("its output a is a link to nothing, or to itself");
    }

    @ParameterizedTest
    @EnumSource
    void aPipeIsNoOutput(Rung rung) {
        GridJob job = submit(rung, "[pipe]", "mkfifo pipe").expect("failed");

        assertThat(job.why()).startsWith("its output pipe is no file");
    }

    @ParameterizedTest
    @EnumSource
    void aFailedTaskLeavesNothing(Rung rung) {
        GridJob job = submit(rung, "[out.txt]", "echo half > out.txt; exit 1").expect("failed");

        assertThat(job.attempt().path("outputs").size()).isZero();
    }

    @Test
    void aLargeOutputComesBackUnchanged() throws IOException {
        GridJob job = submit(Rung.SANDBOX, "[big.bin]", """
                head -c 5000000 /dev/urandom > big.bin
                sha256sum big.bin
                """).expect("done");

        Path big = fetch(job).resolve("main/big.bin");
        assertThat(big).hasSize(5_000_000);
        assertThat(job.out()).startsWith(dsg.store.ArtefactFolder.hash(big).hex());
        JsonNode output = job.attempt().path("outputs").path(0);
        assertThat(job.out()).startsWith(output.path("sha256").asString());
        assertThat(output.path("bytes").asLong()).isEqualTo(5_000_000);
    }

    @Test
    void anEmptyFileComesBack() {
        GridJob job = submit(Rung.SANDBOX, "[empty]", ": > empty").expect("done");

        assertThat(fetch(job).resolve("main/empty")).isEmptyFile();
    }

    @ParameterizedTest
    @EnumSource
    void namesMayHaveBlanksQuotesAndLettersOfTheWorld(Rung rung) {
        GridJob job = submit(rung, "[\"a b.txt\", \"it's \\\"so\\\".txt\", \"größe-漢字.txt\", deep/er/x.txt]", """
                echo 1 > 'a b.txt'
                echo 2 > "it's \\"so\\".txt"
                echo 3 > größe-漢字.txt
                mkdir -p deep/er; echo 4 > deep/er/x.txt
                """)
                .expect("done");

        Path main = fetch(job).resolve("main");
        assertThat(main.resolve("a b.txt")).hasContent("1\n");
        assertThat(main.resolve("it's \"so\".txt")).hasContent("2\n");
        assertThat(main.resolve("größe-漢字.txt")).hasContent("3\n");
        assertThat(main.resolve("deep/er/x.txt")).hasContent("4\n");
    }

    /// In the long form, more in all than one message between machines may be long.
    @Test
    void veryManySmallOutputsArrive() {
        int number = Machine.ALL ? 1_200 : 60;
        String outputs = IntStream.range(0, number).mapToObj(i -> "o" + i).collect(Collectors.joining(", ", "[", "]"));
        GridJob job = submit(Rung.SANDBOX, outputs, """
                i=0
                while [ $i -lt %d ]; do head -c 16000 /dev/urandom > o$i; i=$((i + 1)); done
                """.formatted(number)).expect("done");

        assertThat(job.attempt().path("outputs").size()).isEqualTo(number);
        assertThat(job.task("main", 1).path("attempts").size()).isOne();
    }
}
