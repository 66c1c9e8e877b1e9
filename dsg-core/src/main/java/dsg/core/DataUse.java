// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.Artefact;
import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.JobId;
import dsg.model.Output;
import dsg.model.StageSpec;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// One use of a content by a job: as what, by which of its attempts, and under which name.
///
/// @param attempt the attempt that made or printed it; none for an input
/// @param name the path of an input, the name of an output, `out` or `err` of what was printed
/// @param repeatable whether the same would come of running it again, as far as its stage says
public record DataUse(
        Artefact artefact, Kind kind, JobId job, Optional<AttemptId> attempt, String name, boolean repeatable) {

    /// What a content is to a job. Where it is several things to several jobs, the first one here counts.
    public enum Kind {
        /// Put by hand under a name.
        PUT,
        /// A file from beside a job file.
        INPUT,
        /// An output of a final stage, or one that is shown.
        RESULT,
        /// An output that was made on the way to the results, or what a task keeps of its work while it goes on.
        INTERMEDIATE,
        /// What a task printed.
        LOG;

        /// The word that people read.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Tells every use that this job makes of contents, empty ones left out.
    static void forEach(JobLedger job, Consumer<DataUse> visitor) {
        for (StageLedger stage : job.stages()) {
            stage.spec().localFiles().forEach(file -> {
                if (file.artefact().bytes() > 0) {
                    visitor.accept(
                            new DataUse(file.artefact(), Kind.INPUT, job.id(), Optional.empty(), file.path(), false));
                }
            });
            boolean isFinal = job.spec().isFinal(stage.spec().name());
            for (int number = 1; number <= stage.tasks() && stage.hasBegun(); number++) {
                int task = number;
                stage.task(number).ifPresent(entry -> ofTask(stage, task, entry, isFinal, visitor));
            }
        }
        ofCheckpoints(job, visitor);
    }

    /// What the job's tasks go on from if they are tried again.
    private static void ofCheckpoints(JobLedger job, Consumer<DataUse> visitor) {
        for (JobCheckpoints.Kept kept : job.checkpoints().all()) {
            StageLedger stage = job.stageNamed(kept.attempt().task().stage());
            kept.checkpoint()
                    .files()
                    .forEach(file ->
                            visit(stage, kept.attempt(), file.artefact(), Kind.INTERMEDIATE, file.path(), visitor));
        }
    }

    private static void ofTask(
            StageLedger stage, int number, TaskLedger task, boolean isFinal, Consumer<DataUse> visitor) {
        int left = task.past().size();
        for (TaskLedger.Past attempt : task.past()) {
            AttemptId id = stage.id().task(number).attempt(attempt.number());
            left--;
            boolean counts = task.state().isDone() && left == 0;
            for (AttemptReport.Produced produced : attempt.report().outputs()) {
                boolean result = counts && (isFinal || isShown(stage.spec(), produced.output()));
                Kind kind = result ? Kind.RESULT : Kind.INTERMEDIATE;
                visit(stage, id, produced.artefact(), kind, produced.output(), visitor);
            }
            visit(stage, id, attempt.report().out(), Kind.LOG, "out", visitor);
            visit(stage, id, attempt.report().err(), Kind.LOG, "err", visitor);
        }
    }

    private static void visit(
            StageLedger stage, AttemptId id, Artefact artefact, Kind kind, String name, Consumer<DataUse> visitor) {
        if (artefact.bytes() > 0) {
            visitor.accept(new DataUse(
                    artefact,
                    kind,
                    id.task().job(),
                    Optional.of(id),
                    name,
                    stage.spec().cache()));
        }
    }

    private static boolean isShown(StageSpec stage, String output) {
        return stage.output(output).filter(Output::show).isPresent();
    }
}
