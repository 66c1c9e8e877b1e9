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
import org.junit.jupiter.params.provider.ValueSource;

/// What a task in the sandbox cannot see or do.
@Timeout(120)
class SandboxTest {

    private static TestGrid grid() {
        return Rung.SANDBOX.grid();
    }

    /// What the command printed; it may fail.
    private static String attempt(String command) {
        GridJob job = grid().submit("""
                dsg: 1
                name: hostile
                run: |
                  %s
                """.formatted(command)).awaitEnd();
        return job.out() + job.err();
    }

    @Test
    void thereIsNoNetworkButItsOwnLoopback() {
        assertThat(attempt("tail -n +3 /proc/net/dev | cut -d : -f 1").strip()).isEqualTo("lo");
        assertThat(attempt("tail -n +2 /proc/net/route")).isEmpty();
    }

    @Test
    void theCoordinatorCannotBeReached() {
        assertThat(attempt("bash -c 'exec 3<>/dev/tcp/127.0.0.1/%d' && echo reached".formatted(grid().port())))
                .doesNotContain("reached")
                .contains("refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/root", "/etc/shadow", "/etc/hostname", "/etc/ssh", "/var", "/run", "/sys", "/mnt"})
    void thereIsNo(String path) {
        assertThat(attempt("ls -d " + path)).contains("No such file");
    }

    @Test
    void itKnowsNobodyButItself() {
        assertThat(attempt("cat /etc/passwd; id -un; id -gn"))
                .isEqualTo("task:x:65534:65534:task:/home/task:/bin/sh\ntask\ntask\n");
    }

    @Test
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

    @Test
    void whetherThereIsSomethingWhereTasksSeeNothingIsNotTold() throws IOException {
        Path there = Files.createTempDirectory("dsg-test-").resolve("tool");
        Path elsewhere = Path.of("/srv/dsg-test/tool");
        try {
            Files.writeString(there, "#!/bin/sh\n");
            for (String run : List.of("[\"%s\"]", "\"echo '%s: not found' >&2; exit 127\"")) {
                assertThat(why(run.formatted("/etc/passwd-"))).isEqualTo(why(run.formatted("/etc/no-such")));
                assertThat(why(run.formatted(elsewhere))).isEqualTo(why(run.formatted("/srv/dsg-test/none")));
                assertThat(why(run.formatted(there))).isEqualTo(why(run.formatted(there.resolveSibling("none"))));
            }
        } finally {
            Files.delete(there);
            Files.delete(there.getParent());
        }
    }

    /// Why a job with this `run` failed, without the names of the files.
    private static String why(String run) {
        return grid().submit("dsg: 1\nname: curious\nrun: " + run + "\n")
                .awaitEnd()
                .why()
                .replaceAll("/[\\w./-]*/", "/")
                .replaceAll("(passwd-|no-such|tool|none)", "X");
    }

    @Test
    void aNameThatIsNoPathIsNoFaultOfTheNode() {
        assertThat(grid().submit("""
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
            assertThat(grid.dsg("node", "policy").expect(0).out()).contains("shown:     none");
        }
    }

    @Test
    void theMachinesMatplotlibDrawsAPicture() {
        Machine.needsMatplotlib();
        GridJob job = grid().submit("""
                dsg: 1
                name: picture
                run: |
                  /usr/bin/python3 -c "import matplotlib; matplotlib.use('Agg'); import matplotlib.pyplot as p
                  p.plot([1, 2]); p.savefig('line.png')"
                out: [line.png]
                """).awaitEnd();

        assertThat(job.state()).describedAs(job.err()).isEqualTo("done");
    }

    @Test
    void nothingOfTheGridsHomeIsVisible() {
        Path key = grid().home().resolve("keys/node/key.pem");
        assertThat(key).exists();

        assertThat(attempt("cat " + key + " " + grid().home().resolve("token")))
                .doesNotContain("BEGIN", grid().token());
        assertThat(attempt("ls -d " + grid().home())).contains("No such file");
    }

    @Test
    void theHostsHomesAndTemporaryFolderAreInvisible() throws IOException {
        Path left = Files.createTempFile("dsg-test-", ".left");
        try {
            assertThat(attempt("ls -A /home").strip()).isEqualTo("task");
            assertThat(attempt("ls -A /tmp")).isEmpty();
            assertThat(attempt("ls " + left)).contains("No such file");
        } finally {
            Files.delete(left);
        }
    }

    @Test
    void itHasNoPowers() {
        String status = attempt("cat /proc/self/status; id -u");

        for (String set : List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")) {
            assertThat(status).containsPattern(set + ":\\s+0{16}\n");
        }
        assertThat(status).containsPattern("NoNewPrivs:\\s+1\n").endsWith("\n65534\n");
    }

    @Test
    void otherProcessesAreInvisible() {
        long node = grid().awaitPid(TestGrid.NODE);
        String seen =
                attempt("kill -0 %d && printf 'ali%%s' ve; cat /proc/[0-9]*/cmdline | tr '\\0' ' '".formatted(node));

        assertThat(seen).doesNotContain("dsg.cli.Main", "alive");
    }

    @Test
    void programsAndSettingsAreForReadingOnly() {
        assertThat(attempt("touch /usr/x /usr/bin/x /opt/x /etc/ssl/certs/x && echo written"))
                .doesNotContain("written")
                .contains("Read-only file system");
    }

    @Test
    void devicesOfTheHostAreInvisible() {
        assertThat(attempt("ls /dev").lines())
                .isSubsetOf(
                        "console", "core", "fd", "full", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin",
                        "stdout", "tty", "urandom", "zero");
    }

    @Test
    void itCannotMakeAWorldInWhichItIsRoot() {
        assertThat(attempt("unshare --user --map-root-user --mount mount -t tmpfs none /tmp && echo mounted"))
                .doesNotContain("mounted");
    }

    @Test
    void whatItPrintedCannotBeReachedThroughOtherTasks() {
        GridJob first = grid().submit("""
                dsg: 1
                name: secretive
                run: echo "my secret"; sleep 60
                """).awaitPrinted("main", 1, "my secret");
        try {
            assertThat(attempt("grep -r 'my secret' / --include=out --include=err 2> /dev/null; echo over"))
                    .isEqualTo("over\n");
        } finally {
            first.cancel();
            first.awaitEnd();
        }
    }
}
