// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What tasks print: there while they run, whole at the end, and harmless to whoever reads it.
@Timeout(120)
class LogsTest {

    private static final Duration COMMAND = Duration.ofSeconds(60);

    private static TestGrid grid() {
        return Rung.SANDBOX.grid();
    }

    private static GridJob submit(String script) {
        return grid().submit("""
                dsg: 1
                name: talkative
                run: |
                %s
                """.formatted(script.indent(2)));
    }

    @Test
    void aRunningTaskCanBeListenedTo() {
        Rung.each(LogsTest::aRunningTaskCanBeListenedTo);
    }

    private static void aRunningTaskCanBeListenedTo(Rung rung) {
        GridJob job = rung.grid().submit("dsg: 1\nname: talkative\nrun: echo one; sleep 8; echo two\n");
        Command listening = rung.grid().type("logs", "-f", job.id() + ".main.1");

        await().atMost(Duration.ofSeconds(20)).until(() -> listening.out().contains("one"));
        assertThat(job.state()).isEqualTo("running");
        assertThat(listening.awaitEnd(COMMAND).expect(0).out()).isEqualTo("one\ntwo\n");
        assertThat(job.state()).isEqualTo("done");
    }

    @Test
    void standardOutputAndErrorStayApart() {
        GridJob job = submit("echo to out; echo to err >&2").expect("done");

        Finished logs = grid().dsg("logs", job.id() + ".main.1").expect(0);
        assertThat(logs.out()).isEqualTo("to out\n");
        assertThat(logs.err()).isEqualTo("to err\n");
        assertThat(job.out()).isEqualTo("to out\n");
        assertThat(job.err()).isEqualTo("to err\n");
    }

    @Test
    void theLogsOfAJobAreThoseOfAllItsTasks() {
        GridJob job = grid().submit("""
                dsg: 1
                name: talkative
                stages:
                  first: {sweep: {grid: {x: [a, b]}}, run: "echo first {{ x }}"}
                  second: {needs: [first], run: echo second}
                """).expect("done");

        assertThat(grid().dsg("logs", Long.toString(job.id())).expect(0).out()).isEqualTo("first a\nfirst b\nsecond\n");
    }

    @Test
    void noTaskSteersTheReadersTerminal() {
        // Colour, window title, bell, right-to-left override, and the C1 form of an escape.
        String evil = "printf 'a\\033[31mb\\033]0;title\\007c\\342\\200\\256d\\302\\233e\\n'";
        GridJob job = submit(evil + "; " + evil + " >&2; exit 1").expect("failed");
        Finished logs = grid().dsg("logs", job.id() + ".main.1").expect(0);
        Finished failure = grid().dsg("job", "show", Long.toString(job.id())).expect(0);

        String harmless = "a\\u001b[31mb\\u001b]0;title\\u0007c\\u202ed\\u009be\n";
        assertThat(logs.out()).isEqualTo(harmless);
        assertThat(logs.err()).isEqualTo(harmless);
        assertThat(failure.err()).contains(harmless.strip());
        assertHarmless(failure);
    }

    @Test
    void noJobFileSteersTheReadersTerminal() {
        String evil = "a\\e[31mb\\u202Ec";
        grid().file("evil.yaml", """
                dsg: 1
                name: "%s"
                run: ["sh", "-c", "exit 1", "%s"]
                out: ["%s"]
                frobnicate: "%s"
                """.formatted(evil, evil, evil, evil));
        assertHarmless(grid().dsg("check", "evil.yaml").expect(7));

        grid().file("less-evil.yaml", """
                dsg: 1
                name: "%s"
                stages:
                  main: {sweep: {grid: {x: ["%s"]}}, run: "exit 1 # {{ x }}"}
                """.formatted(evil, evil));
        Finished run = grid().dsg("run", "less-evil.yaml");
        assertThat(run.status()).isIn(3, 7);
        assertHarmless(run);
        assertHarmless(grid().dsg("ls").expect(0));
        assertHarmless(grid().dsg("explain", "last").expect(0));
    }

    private static void assertHarmless(Finished command) {
        assertThat((command.out() + command.err()).codePoints())
                .describedAs(command.toString())
                .noneMatch(c -> c != '\n' && c != '\t' && Character.isISOControl(c) || c == 0x202e);
    }

    @Test
    void twentyMegabytesWithoutALineBreakArrive() {
        GridJob job = submit("head -c 20000000 /dev/zero | tr '\\0' x").expect("done");

        assertThat(job.out()).hasSize(20_000_000).containsPattern("\\Ax{100}");
        assertThat(grid().dsg("logs", job.id() + ".main.1").expect(0).out()).hasSize(20_000_000);
    }

    @Test
    void aFailureIsTellingInAFewLinesHoweverMuchWasSaid() {
        GridJob job = submit("head -c 20000000 /dev/zero | tr '\\0' x >&2; echo >&2; echo the end >&2; exit 1")
                .expect("failed");

        String shown =
                grid().dsg("job", "show", Long.toString(job.id())).expect(0).err();
        assertThat(shown).contains("exit code 1", "| the end").hasSizeLessThan(20_000);
    }

    @Test
    void lettersOfSeveralBytesAreNeverTornApart() {
        // Read in parts of a MiB while it runs: one part ends in the middle of a letter.
        GridJob job = submit("""
                printf x
                head -c 600000 /dev/zero | sed 's/\\x0/é/g'
                echo
                sleep 2
                """);
        job.awaitPrinted("main", 1, "x");

        String heard = grid().dsg("logs", "-f", job.id() + ".main.1").expect(0).out();
        assertThat(heard).isEqualTo("x" + "é".repeat(600_000) + "\n");
    }
}
