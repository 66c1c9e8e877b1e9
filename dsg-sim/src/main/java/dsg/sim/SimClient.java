// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import dsg.core.Decision;
import dsg.core.GridSnapshot.JobView;
import dsg.model.GridCommand;
import dsg.model.JobId;
import dsg.model.JobSpec;
import dsg.model.JobState;
import dsg.model.StageId;
import dsg.model.Submission;
import dsg.model.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// A simulated client: asks again, under the same key, until it is answered.
final class SimClient {

    /// A job that was handed in; `job` is there once it was acknowledged.
    static final class Handed {
        final JobSpec spec;
        final String key;
        private Optional<JobId> job = Optional.empty();
        private boolean toCancel;
        private boolean toDelete;
        private boolean paused;
        private int retriesBefore;
        private Life pausing = new Life();

        Handed(JobSpec spec, String key) {
            this.spec = spec;
            this.key = key;
        }

        Optional<JobId> job() {
            return job;
        }

        boolean isToBeCancelled() {
            return toCancel;
        }
    }

    private final World world;
    private final SimCoordinator coordinator;
    private final List<Handed> handed = new ArrayList<>();

    SimClient(World world, SimCoordinator coordinator) {
        this.world = world;
        this.coordinator = coordinator;
    }

    List<Handed> handed() {
        return handed;
    }

    Handed submit(JobSpec spec) {
        Handed job = new Handed(spec, "key-" + (handed.size() + 1));
        handed.add(job);
        world.note("the client submits " + spec.name());
        submit(job);
        if (world.dice.chance(world.net().duplicates())) {
            send(job);
        }
        return job;
    }

    private void submit(Handed job) {
        if (job.job().isEmpty()) {
            send(job);
            world.within(Duration.ofSeconds(2), Duration.ofSeconds(4), world.life, () -> submit(job));
        }
    }

    private void send(Handed job) {
        ask(new GridCommand.Submit(job.spec, Submission.of("name: " + job.spec.name(), job.key)), id -> {
            world.checker.acknowledged(job.key, id);
            if (job.job().isEmpty()) {
                world.note("the client is answered: " + job.spec.name() + " is job " + id);
            }
            job.job = Optional.of(id);
        });
    }

    /// Cancels the job as soon as it was acknowledged.
    void cancel(Handed job) {
        job.toCancel = true;
        if (job.job().isEmpty()) {
            world.within(Duration.ofMillis(100), Duration.ofSeconds(1), world.life, () -> cancel(job));
        } else {
            world.note("the client cancels job " + job.job().get());
            cancelUntilAnswered(job.job().get(), new Life());
        }
    }

    /// Cancels a stage or one of its tasks, if the job was acknowledged.
    void cancel(Handed job, String stage, OptionalInt task) {
        job.job().map(id -> new StageId(id, stage)).ifPresent(id -> {
            Target target = task.isPresent() ? id.task(task.getAsInt()) : id;
            world.note("the client cancels " + target);
            cancelUntilAnswered(target, new Life());
        });
    }

    private void cancelUntilAnswered(Target target, Life asking) {
        ask(new GridCommand.Cancel(target), _ -> asking.end());
        world.within(Duration.ofSeconds(2), Duration.ofSeconds(4), asking, () -> cancelUntilAnswered(target, asking));
    }

    /// Pauses the job, if it was acknowledged; until this is answered, it is asked again.
    void pause(Handed job) {
        if (job.job().isPresent()) {
            world.note("the client pauses job " + job.job().get());
            pauseUntilAnswered(job, job.pausing);
        }
    }

    private void pauseUntilAnswered(Handed job, Life asking) {
        ask(new GridCommand.Pause(job.job().orElseThrow()), _ -> {
            asking.end();
            job.paused = true;
            job.retriesBefore = retries(job);
        });
        world.within(Duration.ofSeconds(2), Duration.ofSeconds(4), asking, () -> pauseUntilAnswered(job, asking));
    }

    private int retries(Handed job) {
        return world.checker.books().retries(job.job().orElseThrow());
    }

    /// Lets the job go on. Nobody else did, but by a retry of a job that had come to its end: until now it was paused,
    /// if the grid ever said so, or over.
    void unpause(Handed job) {
        job.job().ifPresent(id -> {
            Optional<JobState> state = coordinator.shown().job(id).map(JobView::state);
            boolean goesOn =
                    state.filter(is -> is != JobState.PAUSED && !is.isOver()).isPresent();
            boolean nobodyElse = job.paused && !job.toCancel && job.retriesBefore == retries(job);
            if (nobodyElse && coordinator.isUp() && goesOn) {
                world.checker.found("P1", "Job " + id + " was paused, and nobody let it go on; it is " + state.get());
            }
            world.note("the client lets job " + id + " go on");
            job.pausing.end();
            job.paused = false;
            keepUnpaused(id);
        });
    }

    /// More than once, for a pause that was asked for twice may arrive later, and a job that was over may be retried.
    private void keepUnpaused(JobId id) {
        if (!world.checker.books().isOver(id)) {
            ask(new GridCommand.Unpause(id), _ -> {});
        }
        world.within(Duration.ofSeconds(2), Duration.ofSeconds(4), world.life, () -> keepUnpaused(id));
    }

    /// Asks once that what has failed of the job is tried again; that nothing has failed yet is an answer, too.
    void retry(Handed job) {
        job.job().ifPresent(id -> {
            world.note("the client retries job " + id);
            job.paused = false; // it may have ended although it was paused, and goes on then
            ask(new GridCommand.Retry(id), _ -> {});
        });
    }

    /// Deletes the job as soon as it is seen to be over, which it may never be while the weather is bad.
    void delete(Handed job) {
        boolean over = job.job()
                .flatMap(coordinator.shown()::job)
                .filter(view -> view.state().isOver())
                .isPresent();
        if (over && coordinator.isUp()) {
            world.note("the client deletes job " + job.job().orElseThrow());
            job.toDelete = true;
            deleteUntilAnswered(job, new Life());
        } else {
            world.within(Duration.ofSeconds(1), Duration.ofSeconds(2), world.life, () -> delete(job));
        }
    }

    /// Somebody may have retried it meanwhile: then it stays.
    private void deleteUntilAnswered(Handed job, Life asking) {
        ask(new GridCommand.DeleteJob(job.job().orElseThrow()), _ -> asking.end());
        world.within(Duration.ofSeconds(2), Duration.ofSeconds(4), asking, () -> {
            if (!world.checker.books().isDeleted(job.job().orElseThrow())) {
                deleteUntilAnswered(job, asking);
            }
        });
    }

    private void ask(GridCommand command, Consumer<JobId> accepted) {
        ask(command, accepted, () -> {});
    }

    /// @param ok what follows from an answer that speaks of no job
    void ask(GridCommand command, Consumer<JobId> accepted, Runnable ok) {
        if (!coordinator.isUp()) {
            return;
        }
        world.soon(
                coordinator.life(),
                () -> coordinator.ask(command, answer -> {
                    if (!world.dice.chance(world.net().lostAnswers())) {
                        world.soon(world.life, () -> hear(command, answer, accepted, ok));
                    }
                }));
    }

    /// Whether it is about a job that the client has had deleted, and that may be gone by now.
    private boolean isDeleted(GridCommand command) {
        return handed.stream().filter(job -> job.toDelete).anyMatch(job -> {
            Optional<JobId> id = job.job();
            return (command instanceof GridCommand.Submit(var _, Submission paper)
                            && paper.key().equals(job.key))
                    || (command instanceof GridCommand.Cancel(Target ended)
                            && id.filter(ended.job()::equals).isPresent())
                    || (command instanceof GridCommand.Unpause(JobId unpaused)
                            && id.filter(unpaused::equals).isPresent());
        });
    }

    private void hear(GridCommand command, Decision.Answer answer, Consumer<JobId> accepted, Runnable ok) {
        switch (answer) {
            case Decision.Answer.Accepted(JobId job) -> accepted.accept(job);
            case Decision.Answer.Refused(var _, var refusal) -> {
                // Nothing has failed yet, or the job is over already, or goes on again.
                boolean mayBe = command instanceof GridCommand.Retry
                        || command instanceof GridCommand.Pause
                        || command instanceof GridCommand.DeleteJob
                        || isAboutANode(command); // which may never have arrived
                if (!mayBe && !isDeleted(command)) {
                    world.checker.found("P1", "The grid knows nothing of what it took: " + refusal.what());
                }
            }
            case Decision.Answer.Ok() -> ok.run();
            case Decision.Answer.Admitted(var _) -> {}
        }
    }

    private static boolean isAboutANode(GridCommand command) {
        return command instanceof GridCommand.PauseNode
                || command instanceof GridCommand.UnpauseNode
                || command instanceof GridCommand.DrainNode;
    }
}
