// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a task finds when it starts, in every rung of isolation: what `contract.md` names, and nothing else.
@Timeout(120)
class TaskWorldTest {

    /// What the contract names, and PWD, which shells and bubblewrap add.
    private static final List<String> NAMED = List.of(
            "PATH",
            "LANG",
            "TZ",
            "HOME",
            "TMPDIR",
            "DSG_JOB",
            "DSG_STAGE",
            "DSG_TASK",
            "DSG_ATTEMPT",
            "DSG_CPUS",
            "DSG_MEMORY_MIB",
            "DSG_PROGRESS_FILE",
            "PWD",
            "ANSWER");

    private static GridJob run(Rung rung, String command) {
        return rung.grid().submit("""
                dsg: 1
                name: world
                run: %s
                """.formatted(command)).expect("done");
    }

    @ParameterizedTest
    @EnumSource
    void theEnvironmentIsWhatTheContractNames(Rung rung) {
        GridJob job = rung.grid().submit("""
                dsg: 1
                name: world
                stages:
                  look:
                    sweep: {grid: {n: [7]}}
                    env: {ANSWER: "{{ n }} times 6"}
                    resources: {cpu: 2, memory: 300MiB}
                    run: [env]
                """).expect("done");
        Map<String, String> environment = new LinkedHashMap<>();
        job.out("look", 1)
                .lines()
                .forEach(line ->
                        environment.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));

        assertThat(NAMED).containsAll(environment.keySet());
        assertThat(environment)
                .containsEntry("LANG", "C.UTF-8")
                .containsEntry("TZ", "UTC")
                .containsEntry("DSG_JOB", Long.toString(job.id()))
                .containsEntry("DSG_STAGE", "look")
                .containsEntry("DSG_TASK", "1")
                .containsEntry("DSG_ATTEMPT", "1")
                .containsEntry("DSG_CPUS", "2")
                .containsEntry("DSG_MEMORY_MIB", "300")
                .containsEntry("ANSWER", "7 times 6");
        assertThat(environment.get("PATH")).startsWith(System.getProperty("java.home") + "/bin:");
    }

    @ParameterizedTest
    @EnumSource
    void theNodesOwnJavaIsFound(Rung rung) {
        GridJob job = run(rung, "[java, --version]");

        assertThat(job.out()).contains(Runtime.version().toString().replaceAll("\\+.*", ""));
    }

    @ParameterizedTest
    @EnumSource
    void homeAndTemporaryFolderAreItsOwnAndEmpty(Rung rung) {
        String look = "ls -A \"$HOME\" \"$TMPDIR\" && touch \"$HOME/left\" \"$TMPDIR/left\" && echo \"$HOME $TMPDIR\"";
        GridJob first = run(rung, look);
        GridJob second = run(rung, look);

        for (GridJob job : List.of(first, second)) {
            assertThat(job.out()).doesNotContain("left");
            String[] folders = job.out().lines().toList().getLast().split(" ");
            assertThat(folders[0]).isNotEqualTo(folders[1]);
            assertThat(folders[0]).isNotEqualTo(System.getenv("HOME"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void itsFolderHoldsExactlyTheInputsAndIsWritable(Rung rung) {
        TestGrid grid = rung.grid();
        grid.file("world/in.txt", "one\n");
        grid.file("world/deep/er.txt", "two\n");
        grid.file("world/not-named.txt", "three\n");
        grid.file("größe.txt", "four\n");
        GridJob job = grid.submitFile("""
                dsg: 1
                name: world
                in: [world/in.txt, world/deep, "../work/größe.txt"]
                run: find . -type f | LC_ALL=C sort && cat world/in.txt && echo more >> world/in.txt && touch new
                """).expect("done");

        assertThat(job.out()).isEqualTo("./größe.txt\n./world/deep/er.txt\n./world/in.txt\none\n");
        assertThat(grid.folder().resolve("world/in.txt")).hasContent("one\n");
    }

    @ParameterizedTest
    @EnumSource
    void aProgramThatIsAnInputOrThatAStageHasMadeCanBeStarted(Rung rung) {
        rung.grid().file("world/tell", "#!/bin/sh\nprintf '#!/bin/sh\\necho told\\n' > made\n");
        rung.grid().submitFile("""
                        dsg: 1
                        name: programs
                        stages:
                          make: {in: [world/tell], run: ./world/tell, out: {program: made}}
                          start: {in: {program: {from: make.program}}, run: ./made}
                        """).expect("done");
    }

    @ParameterizedTest
    @EnumSource
    void whatItWritesIntoAnInputIsNotSeenByTheNext(Rung rung) {
        TestGrid grid = rung.grid();
        grid.file("shared.txt", "as it was\n");
        GridJob job = grid.submitFile("""
                dsg: 1
                name: world
                stages:
                  first: {in: [shared.txt], run: "echo spoilt > shared.txt"}
                  second: {needs: [first], in: [shared.txt], run: cat shared.txt}
                """).expect("done");

        assertThat(job.out("second", 1)).isEqualTo("as it was\n");
    }

    @ParameterizedTest
    @EnumSource
    void standardInputIsEmpty(Rung rung) {
        assertThat(run(rung, "[wc, -c]").out().strip()).isEqualTo("0");
    }

    @ParameterizedTest
    @EnumSource
    void noOpenFilesAreInherited(Rung rung) {
        List<String> open = run(rung, "[ls, /proc/self/fd]").out().lines().toList();

        assertThat(open).containsExactly("0", "1", "2", "3"); // 3 is ls, reading the folder
    }

    @ParameterizedTest
    @EnumSource
    void theLimitOfOpenFilesIsThatOfWhoeverStartedTheGrid(Rung rung) {
        assertThat(run(rung, "ulimit -S -n").out().strip()).isEqualTo("1024");
    }

    @ParameterizedTest
    @EnumSource
    void signalsAreAsInAFreshLoginShell(Rung rung) {
        Map<String, Long> masks = run(rung, "[cat, /proc/self/status]")
                .out()
                .lines()
                .filter(line -> line.startsWith("Sig"))
                .filter(line -> line.matches("Sig(Blk|Ign):.*"))
                .map(line -> line.split(":\\s*"))
                .collect(Collectors.toMap(parts -> parts[0], parts -> Long.parseUnsignedLong(parts[1], 16)));

        assertThat(masks).containsOnlyKeys("SigBlk", "SigIgn");
        assertThat(masks.get("SigBlk")).isZero();
        // The C library keeps signals 32 and 33 for itself.
        assertThat(masks.get("SigIgn") & 0x7fff_ffffL).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aListStartsWithoutAShell(Rung rung) {
        assertThat(run(rung, "[printf, '%s|', '$HOME', 'a  b', '*', '']").out()).isEqualTo("$HOME|a  b|*||");
    }

    @ParameterizedTest
    @EnumSource
    void textGoesToTheShellWithoutStoppingAtTheFirstFailure(Rung rung) {
        assertThat(run(rung, "false; echo \"on\" $0").out()).isEqualTo("on /bin/sh\n");
    }

    @ParameterizedTest
    @EnumSource
    void aCommandThatDoesNotExistIsToldAsSuch(Rung rung) {
        GridJob job = rung.grid().submit("""
                dsg: 1
                name: world
                run: [no-such-program-anywhere]
                """).expect("failed");

        String machine = job.attempt().path("node").asString();
        assertThat(job.why())
                .isEqualTo("command not found: no-such-program-anywhere is not on " + machine
                        + "; install it there, or send it along: in: [no-such-program-anywhere]");

        GridJob inAShell = rung.grid()
                .submit("dsg: 1\nname: world\nrun: echo x | no-such-program-anywhere\n")
                .expect("failed");
        assertThat(inAShell.why()).isEqualTo("exit code 127: " + job.why());
    }

    @ParameterizedTest
    @EnumSource
    void theNodeListShowsTheRung(Rung rung) {
        assertThat(rung.grid()
                        .rest()
                        .get("/api/v1/nodes")
                        .json()
                        .path("nodes")
                        .path(0)
                        .path("isolation")
                        .asString())
                .isEqualTo(rung.word());
    }
}
