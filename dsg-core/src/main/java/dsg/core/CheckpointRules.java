// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.Artefact;
import dsg.model.AttemptId;
import dsg.model.Checkpoint;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.GridEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What follows when attempts keep some of their work.
final class CheckpointRules {

    private CheckpointRules() {}

    /// Only from the newest attempt of a task, and only one that is newer than what that attempt has told before:
    /// words of an older attempt may come late, and a node says its newest again over each new link.
    ///
    /// And only the very files that the stage names: they will lie in the folder of an attempt on another node,
    /// where nobody but the job's owner says what lies.
    static Decision take(GridView view, GridCommand.TakeCheckpoint take, Instant now) {
        AttemptId attempt = take.attempt();
        boolean current = GridRules.isCurrent(view, attempt, take.node()) && !GridRules.isCancelled(view, attempt);
        if (!current) {
            return Decision.nothing();
        }
        JobLedger job = view.jobNamed(attempt.task().job());
        List<String> said =
                take.checkpoint().files().stream().map(Checkpoint.Saved::path).toList();
        if (job.stageNamed(attempt.task().stage())
                .spec()
                .checkpoint()
                .filter(what -> what.files().equals(said))
                .isEmpty()) {
            return Decision.nothing();
        }
        Optional<JobCheckpoints.Kept> before = job.checkpoints().newest(attempt.task());
        boolean known = before.filter(kept -> kept.attempt().equals(attempt)
                        && kept.checkpoint().number() >= take.checkpoint().number())
                .isPresent();
        return known
                ? Decision.nothing()
                : Decision.of(
                        List.of(new GridEvent.CheckpointTaken(attempt, take.node(), take.checkpoint(), now)),
                        letGo(before, take.checkpoint().files()));
    }

    /// What nobody goes on from once this attempt has ended so.
    static List<GridEffect> letGo(GridView view, GridEvent ended) {
        return ended instanceof GridEvent.AttemptEnded end && !(end.next() instanceof GridEvent.Next.Again)
                ? letGo(
                        view.jobNamed(end.attempt().task().job())
                                .checkpoints()
                                .newest(end.attempt().task()),
                        List.of())
                : List.of();
    }

    private static List<GridEffect> letGo(Optional<JobCheckpoints.Kept> kept, List<Checkpoint.Saved> stays) {
        Set<Artefact> needed = stays.stream().map(Checkpoint.Saved::artefact).collect(Collectors.toSet());
        List<GridEvent.Collected> gone = kept.stream()
                .flatMap(before -> before.checkpoint().files().stream()
                        .map(Checkpoint.Saved::artefact)
                        .filter(artefact -> !needed.contains(artefact))
                        .map(artefact -> new GridEvent.Collected(artefact, before.at())))
                .toList();
        return gone.isEmpty() ? List.of() : List.of(new GridEffect.LetGo(gone));
    }
}
