// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.Artefact;
import dsg.model.Digest;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.model.JobId;
import dsg.model.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What people may ask of contents: to keep one, to forget it, and to give up those that can be made again.
public final class DataRules {

    /// So many contents are named in one event.
    private static final int NAMED_AT_ONCE = 1_000;

    private DataRules() {}

    static Decision put(GridView view, GridCommand.PutData put, Instant now) {
        Optional<DataLedger.Put> known = view.data().put(put.name());
        if (known.isPresent() && known.get().artefact().equals(put.artefact())) {
            return Decision.nothing();
        }
        if (known.isPresent()) {
            return Decision.refused(
                    Decision.Cause.CONFLICT,
                    new Refusal(
                            "`" + put.name() + "` was not put.",
                            "Another content has this name ("
                                    + known.get().artefact().digest().brief() + ").",
                            "Give it another name, or first: dsg data forget " + put.name()));
        }
        return Decision.of(List.of(new GridEvent.DataPut(put.name(), put.artefact(), put.by(), now)), List.of());
    }

    static Decision forget(GridView view, String name, Instant now) {
        return view.data().put(name).isPresent()
                ? Decision.of(List.of(new GridEvent.DataForgotten(name, now)), List.of())
                : Decision.refused(
                        Decision.Cause.NOT_FOUND,
                        new Refusal(
                                "There is nothing called `" + name + "`.",
                                "Nothing was put under that name.",
                                "See what was put: dsg data list --kind put"));
    }

    static Decision collect(GridView view, GridCommand.CollectData command, Instant now) {
        List<GridEvent.Collected> given =
                collectable(view, command).stream().map(Collectable::content).toList();
        List<GridEvent> events = new ArrayList<>();
        for (int from = 0; from < given.size(); from += NAMED_AT_ONCE) {
            events.add(new GridEvent.DataCollected(
                    given.subList(from, Math.min(given.size(), from + NAMED_AT_ONCE)), now));
        }
        return Decision.of(events, given.isEmpty() ? List.of() : List.of(new GridEffect.Discard(given)));
    }

    /// A content that may be given up, and which jobs know it.
    public record Collectable(GridEvent.Collected content, DataUse.Kind kind, Set<JobId> jobs) {}

    /// What may be given up now. A content goes only if every use of it may: one that an unfinished job knows, one that
    /// was put, and one that a job knows that an unfinished one resumes, all stay.
    public static List<Collectable> collectable(GridView view, GridCommand.CollectData command) {
        Set<JobId> resumed = new HashSet<>();
        view.active().forEach(job -> job.submission().resumes().ifPresent(resumed::add));
        Map<Digest, Uses> uses = new LinkedHashMap<>();
        Set<Digest> spared = new HashSet<>();
        view.data().puts().forEach(put -> spared.add(put.artefact().digest()));
        for (JobLedger job : view.jobs()) {
            boolean old =
                    job.state().isOver() && !job.endedAt().isAfter(command.before()) && !resumed.contains(job.id());
            DataUse.forEach(job, use -> {
                if (use.artefact().bytes() > command.largerThan()) {
                    if (old && mayGo(use, command.all())) {
                        uses.computeIfAbsent(use.artefact().digest(), _ -> new Uses(use.artefact()))
                                .add(use, job.endedAt());
                    } else {
                        spared.add(use.artefact().digest());
                    }
                }
            });
        }
        return uses.values().stream()
                .filter(use -> !spared.contains(use.artefact.digest()))
                .filter(use -> !view.data().isCollected(use.artefact.digest()))
                .map(Uses::collectable)
                .toList();
    }

    private static boolean mayGo(DataUse use, boolean all) {
        return switch (use.kind()) {
            case INTERMEDIATE -> all || use.repeatable();
            case LOG -> true;
            case RESULT, INPUT -> all;
            case PUT -> false;
        };
    }

    /// The uses of a content that may go.
    private static final class Uses {
        private final Artefact artefact;
        private final Set<JobId> jobs = new HashSet<>();
        private DataUse.Kind kind = DataUse.Kind.LOG;
        private Instant unusedSince = Instant.MIN;

        Uses(Artefact artefact) {
            this.artefact = artefact;
        }

        void add(DataUse use, Instant ended) {
            jobs.add(use.job());
            kind = use.kind().compareTo(kind) < 0 ? use.kind() : kind;
            unusedSince = ended.isAfter(unusedSince) ? ended : unusedSince;
        }

        Collectable collectable() {
            return new Collectable(new GridEvent.Collected(artefact, unusedSince), kind, Set.copyOf(jobs));
        }
    }

    /// Which of these contents nobody needs: nothing in the grid speaks of them, or they were given up.
    public static Set<Digest> unneeded(GridView view, Set<Digest> contents) {
        Set<Digest> left = new HashSet<>(contents);
        view.data().puts().forEach(put -> left.remove(put.artefact().digest()));
        for (JobLedger job : view.jobs()) {
            if (left.isEmpty()) {
                break;
            }
            DataUse.forEach(job, use -> {
                if (!view.data().isCollected(use.artefact().digest())) {
                    left.remove(use.artefact().digest());
                }
            });
        }
        return left;
    }

    /// Why a job cannot go on with what is left of it: something that its tasks would take was given up.
    static Optional<Refusal> whyNotGoOn(GridView view, JobLedger job) {
        if (view.data().collected().isEmpty()) {
            return Optional.empty();
        }
        Map<DataUse.Kind, DataUse> gone = new EnumMap<>(DataUse.Kind.class);
        DataUse.forEach(job, use -> {
            if (use.kind() != DataUse.Kind.LOG
                    && view.data().isCollected(use.artefact().digest())) {
                gone.putIfAbsent(use.kind(), use);
            }
        });
        return gone.values().stream()
                .findFirst()
                .map(use -> new Refusal(
                        "Job " + job.id() + " is not retried.",
                        "`" + use.name() + "` was collected on "
                                + day(view.data().collectedAt(use.artefact().digest()))
                                + ", and its tasks may need it.",
                        "Make again what is gone and what has failed: dsg resume " + job.id()));
    }

    /// The day, for people.
    public static String day(Optional<Instant> at) {
        return at.map(when -> when.toString().substring(0, 10)).orElse("a day unknown");
    }
}
