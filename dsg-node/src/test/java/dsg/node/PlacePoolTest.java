// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Which task gets which place, with real processes.
@Timeout(60)
class PlacePoolTest {

    /// A place is started beside the tasks, in milliseconds.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Sandboxes sandboxes;
    private PlaceLauncher launcher;

    @AfterEach
    void end() {
        launcher.close();
    }

    @BeforeEach
    void begin() throws IOException {
        sandboxes = new Sandboxes(folder, Cgroups.none());
        launcher = sandboxes.bare(Sandboxes.supervisor());
    }

    /// The place of a task that has run.
    private long run(String job) throws IOException {
        sandboxes.job(job);
        Sandboxes.Task task = sandboxes.shell(launcher, "exit 0");
        long place = task.running().pid();
        assertThat(task.await().exitCode()).isZero();
        return place;
    }

    private void awaitPlaces(int count) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (launcher.places() != count) {
            assertThat(System.nanoTime()).describedAs("in time").isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    @Test
    void theTasksOfAJobRunInOnePlaceAndThoseOfAnotherJobInAnother() throws IOException {
        long first = run("1");

        assertThat(run("1")).isEqualTo(first);
        assertThat(run("2")).isNotEqualTo(first);
        assertThat(run("1")).isEqualTo(first);
    }

    @Test
    void theNextJobFindsAFreshPlaceThatIsReady() throws IOException, InterruptedException {
        run("1");
        awaitPlaces(2); // its own, and one for whichever job comes

        sandboxes.job("2");
        Sandboxes.Task task = sandboxes.shell(launcher, "exec sleep 5");
        int places = launcher.places();
        task.running().kill();
        task.await();

        assertThat(places).isEqualTo(2);
    }

    @Test
    void manyJobsOfOneTaskLeaveFewPlacesAndShareNone() throws IOException, InterruptedException {
        int most = 8 + Runtime.getRuntime().availableProcessors();
        Set<Long> places = new HashSet<>();
        for (int job = 1; job <= 3 * most; job++) {
            places.add(run("job " + job));
        }

        assertThat(places).hasSize(3 * most);
        awaitPlaces(most + 1);
    }

    @Test
    void aPlaceThatHasEndedMeanwhileIsGivenToNobody() throws IOException, InterruptedException {
        long first = run("1");
        awaitPlaces(2);
        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        ProcessHandle.of(first).ifPresent(gone -> gone.onExit().join());

        assertThat(run("1")).isNotEqualTo(first);
    }

    @Test
    void onceItIsClosedNothingIsLeftAndNothingStarts() throws IOException, InterruptedException {
        Set<ProcessHandle> others = Set.copyOf(supervisors());
        run("1");
        awaitPlaces(2);
        List<ProcessHandle> places =
                supervisors().stream().filter(place -> !others.contains(place)).toList();

        launcher.close();

        for (ProcessHandle place : places) {
            place.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        }
        assertThat(places).hasSizeGreaterThanOrEqualTo(2);
        assertThatThrownBy(() -> run("2")).isInstanceOf(IOException.class);
    }

    private static List<ProcessHandle> supervisors() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("/dsg-supervisor"))
                .toList();
    }
}
