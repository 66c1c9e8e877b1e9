// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.DataLedger;
import dsg.core.DataQueries;
import dsg.core.DataQueries.Amount;
import dsg.core.DataUse;
import dsg.core.Provenance;
import dsg.model.Artefact;
import dsg.model.AttemptId;
import dsg.model.Digest;
import dsg.model.JobId;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The shapes of what REST answers about contents; see [Shapes].
final class DataShapes {

    private static final int USES_SHOWN = 100;
    private static final int JOBS_SHOWN = 20;
    private static final int LARGEST_JOBS = 10;

    private DataShapes() {}

    /// What is known of a content on the loop's thread.
    ///
    /// @param collectedAt when it was given up, if it has not come back since
    record Facts(Digest digest, List<DataUse> uses, List<String> names, Optional<Instant> collectedAt) {}

    static Map<String, Object> artefact(Artefact artefact) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("sha256", artefact.digest().hex());
        shape.put("bytes", artefact.bytes());
        return shape;
    }

    /// @param where `file`, `journal`, `collected` or `missing`
    static Map<String, Object> entry(DataQueries.Entry entry, String where) {
        Map<String, Object> shape = artefact(entry.artefact());
        shape.put("kind", entry.kind().word());
        shape.put("reference", entry.reference());
        shape.put("where", where);
        shape.put(
                "jobs",
                entry.jobs().stream()
                        .sorted(Comparator.reverseOrder())
                        .limit(JOBS_SHOWN)
                        .map(JobId::number)
                        .toList());
        return shape;
    }

    static Map<String, Object> put(DataLedger.Put put) {
        Map<String, Object> shape = Shapes.versioned();
        shape.put("name", put.name());
        shape.putAll(artefact(put.artefact()));
        shape.put("by", put.by());
        shape.put("put_at", put.at().toString());
        return shape;
    }

    /// @param file a name for its file
    static Map<String, Object> content(Facts facts, Artefact artefact, String where, String file) {
        Map<String, Object> shape = Shapes.versioned();
        shape.putAll(artefact(artefact));
        facts.uses().stream()
                .map(DataUse::kind)
                .min(Comparator.naturalOrder())
                .map(kind -> facts.names().isEmpty() ? kind : DataUse.Kind.PUT)
                .or(() -> facts.names().stream().findFirst().map(_ -> DataUse.Kind.PUT))
                .ifPresent(kind -> shape.put("kind", kind.word()));
        shape.put("where", where);
        shape.put("file", file);
        facts.collectedAt().ifPresent(at -> shape.put("collected_at", at.toString()));
        shape.put("names", facts.names());
        List<DataUse> newest = facts.uses().reversed();
        shape.put("uses", newest.stream().limit(USES_SHOWN).map(DataShapes::use).toList());
        shape.put("uses_total", newest.size());
        return shape;
    }

    private static Map<String, Object> use(DataUse use) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("kind", use.kind().word());
        shape.put("job", use.job().number());
        use.attempt().ifPresent(attempt -> shape.put("attempt", attempt.toString()));
        shape.put("name", use.name());
        return shape;
    }

    static Map<String, Object> trace(Provenance.Trace trace, Facts facts) {
        Map<String, Object> shape = Shapes.versioned();
        shape.put("sha256", trace.digest().hex());
        shape.put("names", facts.names());
        shape.put(
                "given",
                facts.uses().reversed().stream()
                        .filter(use -> use.kind() == DataUse.Kind.INPUT)
                        .limit(USES_SHOWN)
                        .map(use -> Map.of("job", use.job().number(), "path", use.name()))
                        .toList());
        shape.put("makers", trace.makers().stream().map(AttemptId::toString).toList());
        shape.put("steps", trace.steps().values().stream().map(DataShapes::step).toList());
        shape.put("complete", trace.complete());
        return shape;
    }

    private static Map<String, Object> step(Provenance.Step step) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("attempt", step.attempt().toString());
        shape.put("task", step.attempt().task().toString());
        step.standsFor().ifPresent(task -> shape.put("reused_from", task.toString()));
        shape.put("job_name", step.job());
        shape.put("node", step.node());
        shape.put("started_at", step.startedAt().toString());
        shape.put("ended_at", step.endedAt().toString());
        shape.put("argv", step.argv());
        shape.put("values", step.values());
        shape.put("params", step.params());
        shape.put("inputs", step.inputs().stream().map(DataShapes::taken).toList());
        shape.put("inputs_total", step.taken());
        shape.put(
                "outputs",
                step.outputs().stream()
                        .map(output -> {
                            Map<String, Object> made = new LinkedHashMap<>();
                            made.put("name", output.output());
                            made.putAll(artefact(output.artefact()));
                            return made;
                        })
                        .toList());
        return shape;
    }

    private static Map<String, Object> taken(Provenance.Taken taken) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("input", taken.input());
        shape.put("path", taken.path());
        shape.putAll(artefact(taken.artefact()));
        taken.from().ifPresent(from -> shape.put("from", from.toString()));
        return shape;
    }

    static Map<String, Object> amount(Amount amount) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("contents", amount.contents());
        shape.put("bytes", amount.bytes());
        return shape;
    }

    static Map<String, Object> kinds(Map<DataUse.Kind, Amount> kinds) {
        Map<String, Object> shape = new LinkedHashMap<>();
        for (DataUse.Kind kind : DataUse.Kind.values()) {
            shape.put(kind.word(), amount(kinds.getOrDefault(kind, Amount.NONE)));
        }
        return shape;
    }

    /// The jobs with most, largest first.
    static List<Map<String, Object>> largest(Map<JobId, Amount> jobs, Map<JobId, String> names) {
        return jobs.entrySet().stream()
                .sorted(Map.Entry.<JobId, Amount>comparingByValue(Comparator.comparingLong(Amount::bytes))
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .limit(LARGEST_JOBS)
                .map(job -> {
                    Map<String, Object> shape = new LinkedHashMap<>();
                    shape.put("id", job.getKey().number());
                    shape.put("name", names.getOrDefault(job.getKey(), ""));
                    shape.putAll(amount(job.getValue()));
                    return shape;
                })
                .collect(Collectors.toList());
    }
}
