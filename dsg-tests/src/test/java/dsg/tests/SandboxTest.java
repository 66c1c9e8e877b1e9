// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a task in the sandbox cannot see or do.
@Timeout(120)
class SandboxTest {

    /// What the command printed; it may fail.
    private static String attempt(Rung rung, String command) {
        GridJob job = rung.grid().submit("""
                dsg: 1
                name: hostile
                run: |
                  %s
                """.formatted(command)).awaitEnd();
        return job.out() + job.err();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BARE")
    void thereIsNoNetworkButItsOwnLoopback(Rung rung) {
        assertThat(attempt(rung, "tail -n +3 /proc/net/dev | cut -d : -f 1").strip())
                .isEqualTo("lo");
        assertThat(attempt(rung, "tail -n +2 /proc/net/route")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BARE")
    void theCoordinatorCannotBeReached(Rung rung) {
        assertThat(attempt(
                        rung,
                        "bash -c 'exec 3<>/dev/tcp/127.0.0.1/%d' && echo reached"
                                .formatted(rung.grid().port())))
                .doesNotContain("reached")
                .contains("refused");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BARE")
    void mostOfTheMachineIsNotThere(Rung rung) {
        List<String> paths =
                List.of("/root", "/etc/shadow", "/etc/hostname", "/etc/ssh", "/var", "/run", "/sys", "/mnt");

        String said = attempt(rung, "ls -d " + String.join(" ", paths));

        for (String path : paths) {
            assertThat(said).contains("'" + path + "': No such file");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BARE")
    void itKnowsNobodyButItself(Rung rung) {
        assertThat(attempt(rung, "cat /etc/passwd; id -un; id -gn"))
                .isEqualTo("task:x:65534:65534:task:/home/task:/bin/sh\ntask\ntask\n");
    }

    @Test
    @OnlyInTheLongForm
    void whatTheOwnerShowsIsSeenAndCannotBeChanged() throws IOException {
        Machine.needsBubblewrap();
        try (TestGrid grid = TestGrid.create()) {
            Path tool = grid.file("venv/bin/tool", "#!/bin/sh\necho it works\ntouch \"$0.changed\"\n");
            Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path venv = tool.getParent().getParent();

            assertThat(grid.dsg("run", "--", tool.toString()).expect(3).err())
                    .contains("tasks do not see it")
                    .contains("dsg node policy --show '" + venv + "'");

            grid.dsg("node", "policy", "--show", venv.toString()).expect(0);
            Finished shown = grid.dsg("run", "--", tool.toString()).expect(3);
            assertThat(shown.out()).isEqualTo("it works\n");
            assertThat(shown.err()).contains("Read-only file system");

            grid.dsg("node", "policy", "--hide", venv.toString()).expect(0);
            assertThat(grid.dsg("run", "--", tool.toString()).expect(3).err()).contains("tasks do not see it");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BARE")
    void whetherThereIsSomethingWhereTasksSeeNothingIsNotTold(Rung rung) throws IOException {
        Path there = Files.createTempDirectory("dsg-test-").resolve("tool");
        Path elsewhere = Path.of("/srv/dsg-test/tool");
        try {
            Files.writeString(there, "#!/bin/sh\n");
            for (String run : List.of("[\"%s\"]", "\"echo '%s: not found' >&2; exit 127\"")) {
                assertThat(why(rung, run.formatted("/etc/passwd-")))
                        .isEqualTo(why(rung, run.formatted("/etc/no-such")));
                assertThat(why(rung, run.formatted(elsewhere)))
                        .isEqualTo(why(rung, run.formatted("/srv/dsg-test/none")));
                assertThat(why(rung, run.formatted(there)))
                        .isEqualTo(why(rung, run.formatted(there.resolveSibling("none"))));
            }
        } finally {
            Files.delete(there);
            Files.delete(there.getParent());
        }
    }

    /// Why a job with this `run` failed, without the names of the files.
    private static String why(Rung rung, String run) {
        return rung.grid()
                .submit("dsg: 1\nname: curious\nrun: " + run + "\n")
                .awaitEnd()
                .why()
                .replaceAll("/[\\w./-]*/", "/")
                .replaceAll("(passwd-|no-such|tool|none)", "X");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BARE")
    void aNameThatIsNoPathIsNoFaultOfTheNode(Rung rung) {
        assertThat(rung.grid().submit("""
                dsg: 1
                name: odd
                run: |
                  printf '/a\\000b: not found\\n' >&2; exit 127
                """).awaitEnd().why())
                .startsWith("exit code 127")
                .doesNotContain("DSG's own fault");
    }

    @Test
    void theGridsOwnFolderIsNeverShown() {
        try (TestGrid grid = TestGrid.create()) {
            for (Path folder : List.of(grid.home(), grid.home().getParent(), Path.of("/"))) {
                assertThat(grid.dsg("node", "policy", "--show", folder.toString())
                                .expect(2)
                                .err())
                        .contains("where the grid's own keys are");
            }
            assertThat(grid.dsg("node", "policy").expect(0).out()).doesNotContain("shown");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BARE")
    void theMachinesMatplotlibDrawsAPicture(Rung rung) {
        Machine.needsMatplotlib();
        GridJob job = rung.grid().submit("""
                dsg: 1
                name: picture
                run: |
                  /usr/bin/python3 -c "import matplotlib; matplotlib.use('Agg'); import matplotlib.pyplot as p
                  p.plot([1, 2]); p.savefig('line.png')"
                out: [line.png]
                """).awaitEnd();

        assertThat(job.state()).describedAs(job.err()).isEqualTo("done");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BARE")
    void nothingOfTheGridsHomeIsVisible(Rung rung) {
        Path key = rung.grid().home().resolve("keys/node/key.pem");
        assertThat(key).exists();

        assertThat(attempt(rung, "cat " + key + " " + rung.grid().home().resolve("token")))
                .doesNotContain("BEGIN", rung.grid().token());
        assertThat(attempt(rung, "ls -d " + rung.grid().home())).contains("No such file");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BARE")
    void theHostsHomesAndTemporaryFolderAreInvisible(Rung rung) throws IOException {
        Path left = Files.createTempFile("dsg-test-", ".left");
        try {
            assertThat(attempt(rung, "ls -A /home").strip()).isEqualTo("task");
            assertThat(attempt(rung, "ls -A /tmp")).isEmpty();
            assertThat(attempt(rung, "ls " + left)).contains("No such file");
        } finally {
            Files.delete(left);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BARE")
    void itHasNoPowers(Rung rung) {
        String status = attempt(rung, "cat /proc/self/status; id -u");

        for (String set : List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")) {
            assertThat(status).containsPattern(set + ":\\s+0{16}\n");
        }
        assertThat(status).containsPattern("NoNewPrivs:\\s+1\n").endsWith("\n65534\n");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BARE")
    void otherProcessesAreInvisible(Rung rung) {
        long node = rung.grid().awaitPid(TestGrid.NODE);
        String seen = attempt(
                rung, "kill -0 %d && printf 'ali%%s' ve; cat /proc/[0-9]*/cmdline | tr '\\0' ' '".formatted(node));

        assertThat(seen).doesNotContain("dsg.cli.Main", "alive");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BARE")
    void programsAndSettingsAreForReadingOnly(Rung rung) {
        assertThat(attempt(rung, "touch /usr/x /usr/bin/x /opt/x /etc/ssl/certs/x && echo written"))
                .doesNotContain("written")
                .contains("Read-only file system");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BARE")
    void devicesOfTheHostAreInvisible(Rung rung) {
        assertThat(attempt(rung, "ls /dev").lines())
                .isSubsetOf(
                        "console", "core", "fd", "full", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin",
                        "stdout", "tty", "urandom", "zero");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BARE")
    void itCannotMakeAWorldInWhichItIsRoot(Rung rung) {
        assertThat(attempt(rung, "unshare --user --map-root-user --mount mount -t tmpfs none /tmp && echo mounted"))
                .doesNotContain("mounted");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BARE")
    void whatItPrintedCannotBeReachedThroughOtherTasks(Rung rung) {
        GridJob first = rung.grid().submit("""
                dsg: 1
                name: secretive
                run: echo "my secret"; sleep 60
                """).awaitPrinted("main", 1, "my secret");
        try {
            assertThat(attempt(rung, "grep -r 'my secret' / --include=out --include=err 2> /dev/null; echo over"))
                    .isEqualTo("over\n");
        } finally {
            first.cancel();
            first.awaitEnd();
        }
    }
}
