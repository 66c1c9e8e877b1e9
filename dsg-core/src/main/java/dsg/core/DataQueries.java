// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.core.DataUse.Kind;
import dsg.model.Artefact;
import dsg.model.Digest;
import dsg.model.GridEvent;
import dsg.model.JobId;
import dsg.model.Output;
import dsg.model.StageId;
import dsg.model.Target;
import dsg.model.TaskId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Questions about contents: which there are, who uses them, and what takes the space. Asked on the thread that owns
/// the ledger; each looks at every task that was tried.
public final class DataQueries {

    private DataQueries() {}

    /// A content as a list shows it.
    ///
    /// @param kind the first of the things that it is to those who use it
    /// @param jobs the jobs that know it
    /// @param reference how people may name it: `2.simulate.17/run`, an input's path, or the name of a put
    public record Entry(Artefact artefact, Kind kind, Set<JobId> jobs, String reference) {}

    /// Every content that this job knows, or any job and those that were put; newest jobs first, larger ones first
    /// within a job.
    public static List<Entry> list(GridView view, Optional<JobId> job, Optional<Kind> kind) {
        Map<Digest, Entry> entries = new LinkedHashMap<>();
        Collection<JobLedger> jobs =
                job.isEmpty() ? view.jobs() : view.job(job.get()).stream().toList();
        if (job.isEmpty()) {
            for (DataLedger.Put put : view.data().puts()) {
                entries.put(put.artefact().digest(), new Entry(put.artefact(), Kind.PUT, new TreeSet<>(), put.name()));
            }
        }
        for (JobLedger each : jobs) {
            DataUse.forEach(
                    each,
                    use -> entries.merge(
                            use.artefact().digest(),
                            new Entry(use.artefact(), use.kind(), new TreeSet<>(Set.of(use.job())), reference(use)),
                            DataQueries::merged));
        }
        return entries.values().stream()
                .filter(entry -> kind.isEmpty() || kind.get() == entry.kind())
                .sorted(Comparator.comparingLong(DataQueries::newest)
                        .thenComparingLong(entry -> entry.artefact().bytes())
                        .reversed()
                        .thenComparing(entry -> entry.artefact().digest().hex()))
                .toList();
    }

    private static long newest(Entry entry) {
        return entry.jobs().stream().mapToLong(JobId::number).max().orElse(Long.MAX_VALUE);
    }

    private static Entry merged(Entry known, Entry more) {
        known.jobs().addAll(more.jobs());
        return more.kind().compareTo(known.kind()) < 0
                ? new Entry(known.artefact(), more.kind(), known.jobs(), more.reference())
                : known;
    }

    private static String reference(DataUse use) {
        return use.attempt().map(attempt -> attempt.task() + "/" + use.name()).orElse(use.name());
    }

    /// Every use of this content.
    public static List<DataUse> uses(GridView view, Digest digest) {
        List<DataUse> uses = new ArrayList<>();
        for (JobLedger job : view.jobs()) {
            DataUse.forEach(job, use -> {
                if (use.artefact().digest().equals(digest)) {
                    uses.add(use);
                }
            });
        }
        return uses;
    }

    /// The contents that this job, which is over, would leave behind were it deleted, whoever else knows them.
    ///
    /// @param largerThan only contents of more bytes; smaller ones live in the journal and stay
    public static List<GridEvent.Collected> leftBy(JobLedger job, long largerThan) {
        Set<Artefact> contents = new LinkedHashSet<>();
        if (job.state().isOver()) {
            DataUse.forEach(job, use -> {
                if (use.artefact().bytes() > largerThan) {
                    contents.add(use.artefact());
                }
            });
        }
        return contents.stream()
                .map(artefact -> new GridEvent.Collected(artefact, job.endedAt()))
                .toList();
    }

    /// The path of an output in its task's folder.
    public static String path(GridView view, DataUse output) {
        TaskId task = output.attempt().orElseThrow().task();
        return view.jobNamed(task.job())
                .stageNamed(task.stage())
                .spec()
                .output(output.name())
                .map(Output::path)
                .orElse(output.name());
    }

    /// The contents whose SHA-256 begins with these digits.
    public static List<Artefact> beginningWith(GridView view, String digits) {
        Set<Artefact> found = new LinkedHashSet<>();
        for (DataLedger.Put put : view.data().puts()) {
            if (put.artefact().digest().hex().startsWith(digits)) {
                found.add(put.artefact());
            }
        }
        for (JobLedger job : view.jobs()) {
            DataUse.forEach(job, use -> {
                if (use.artefact().digest().hex().startsWith(digits)) {
                    found.add(use.artefact());
                }
            });
        }
        return List.copyOf(found);
    }

    /// What this task, or the only task of this stage, or of this job, has made under this name or at this path; of a
    /// name that several have, all.
    public static List<Artefact> outputs(GridView view, Target target, String output) {
        Set<Artefact> found = new LinkedHashSet<>();
        for (StageLedger stage : view.job(target.job()).map(JobLedger::stages).orElse(List.of())) {
            boolean wanted = switch (target) {
                case JobId _ -> true;
                case StageId id -> id.equals(stage.id());
                case TaskId id -> id.stageId().equals(stage.id());
            };
            if (wanted) {
                int first = target instanceof TaskId task ? task.number() : 1;
                int last = target instanceof TaskId ? Math.min(first, stage.tasks()) : stage.tasks();
                stage.spec().outputs().stream()
                        .filter(known ->
                                known.name().equals(output) || known.path().equals(output))
                        .forEach(known -> {
                            for (int number = first; number <= last; number++) {
                                GridQueries.produced(stage, number, known.name())
                                        .ifPresent(found::add);
                            }
                        });
            }
        }
        return List.copyOf(found);
    }

    /// So many contents, and how large they are together.
    public record Amount(long contents, long bytes) {
        /// Nothing.
        public static final Amount NONE = new Amount(0, 0);

        /// With one more content of so many bytes.
        public Amount plus(long more) {
            return new Amount(contents + 1, bytes + more);
        }
    }

    /// What takes the space: each content counted once, as what it first is; for the jobs, with each that knows it.
    /// Those that were collected are left out.
    public record Space(Map<Kind, Amount> kinds, Map<JobId, Amount> jobs, Amount small) {}

    /// @param largerThan contents of no more bytes are counted as small, too: they live in the journal
    public static Space space(GridView view, long largerThan) {
        Map<Digest, Kind> kinds = new HashMap<>();
        Map<Digest, Long> bytes = new HashMap<>();
        Map<JobId, Amount> jobs = new LinkedHashMap<>();
        view.data().puts().forEach(put -> {
            kinds.put(put.artefact().digest(), Kind.PUT);
            bytes.put(put.artefact().digest(), put.artefact().bytes());
        });
        for (JobLedger job : view.jobs()) {
            Set<Digest> counted = new HashSet<>();
            DataUse.forEach(job, use -> {
                Digest digest = use.artefact().digest();
                if (!view.data().isCollected(digest)) {
                    kinds.merge(digest, use.kind(), (one, other) -> one.compareTo(other) <= 0 ? one : other);
                    bytes.put(digest, use.artefact().bytes());
                    if (counted.add(digest)) {
                        jobs.merge(
                                job.id(), Amount.NONE.plus(use.artefact().bytes()), (so, one) -> so.plus(one.bytes()));
                    }
                }
            });
        }
        Map<Kind, Amount> byKind = new EnumMap<>(Kind.class);
        Amount small = Amount.NONE;
        for (Map.Entry<Digest, Kind> content : kinds.entrySet()) {
            long length = bytes.getOrDefault(content.getKey(), 0L);
            byKind.merge(content.getValue(), Amount.NONE.plus(length), (so, one) -> so.plus(one.bytes()));
            small = length <= largerThan ? small.plus(length) : small;
        }
        return new Space(byKind, jobs, small);
    }
}
