// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.DataQueries;
import dsg.core.DataQueries.Amount;
import dsg.core.DataRules;
import dsg.core.DataUse.Kind;
import dsg.core.GridView;
import dsg.model.Digest;
import dsg.model.GridCommand;
import dsg.model.JobId;
import dsg.store.ArtefactFolder;
import dsg.store.Artefacts;
import dsg.store.Artefacts.Unneeded;
import dsg.wire.Delivery;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What takes the space, and what may be given up of it.
final class SpaceRoutes {

    /// A file that nothing names is left alone this long: somebody may be about to hand in a job with it.
    static final Duration UNNAMED_KEPT = Duration.ofHours(24);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final GridLoop loop;
    private final Artefacts artefacts;
    private final DataCollector collector;
    private final Path home;

    /// @param home the coordinator's own folder
    SpaceRoutes(GridLoop loop, Artefacts artefacts, DataCollector collector, Path home) {
        this.loop = loop;
        this.artefacts = artefacts;
        this.collector = collector;
        this.home = home;
    }

    void add(Routes routes) {
        routes.get(Access.viewer(), "/api/v1/data/usage", this::usage);
        routes.post(Access.admin(), "/api/v1/data/collect", this::collect);
    }

    private void usage(Context request) throws IOException {
        List<ArtefactFolder.Kept> files = artefacts.files();
        Map<Digest, Long> unneeded = unneeded(files, Instant.MAX);
        DataQueries.Space space = loop.ask(machine -> DataQueries.space(machine.view(), Delivery.INLINE_MAX))
                .join();
        FileStore disk = Files.getFileStore(home);
        Map<String, Object> shape = Shapes.versioned();
        shape.put("journal_bytes", journalBytes());
        shape.put(
                "files",
                DataShapes.amount(new Amount(
                        files.size(),
                        files.stream().mapToLong(ArtefactFolder.Kept::bytes).sum())));
        shape.put("kinds", DataShapes.kinds(space.kinds()));
        shape.put("small", DataShapes.amount(space.small()));
        shape.put("unused", DataShapes.amount(sum(unneeded)));
        shape.put("jobs", DataShapes.largest(space.jobs(), names()));
        shape.put("disk_total_bytes", disk.getTotalSpace());
        shape.put("disk_free_bytes", disk.getUsableSpace());
        RestFace.answer(request, 200, shape);
    }

    private Map<JobId, String> names() {
        return loop.snapshot().jobs().stream().collect(Collectors.toMap(job -> job.id(), job -> job.name()));
    }

    private long journalBytes() throws IOException {
        long bytes = 0;
        for (String name : List.of("journal.db", "journal.db-wal")) {
            Path file = home.resolve(name);
            bytes += Files.exists(file) ? Files.size(file) : 0;
        }
        return bytes;
    }

    /// Files that nothing needs and that were put no later than this.
    private Map<Digest, Long> unneeded(List<ArtefactFolder.Kept> files, Instant until) {
        Map<Digest, Long> old = files.stream()
                .filter(file -> !file.since().isAfter(until))
                .collect(Collectors.toMap(ArtefactFolder.Kept::digest, ArtefactFolder.Kept::bytes));
        Set<Digest> left = loop.ask(machine -> DataRules.unneeded(machine.view(), old.keySet()))
                .join();
        old.keySet().retainAll(left);
        return old;
    }

    private static Amount sum(Map<Digest, Long> contents) {
        return new Amount(
                contents.size(),
                contents.values().stream().mapToLong(Long::longValue).sum());
    }

    /// `{"keep_s", "all", "dry_run"}`: gives up what jobs that ended so many seconds ago or earlier do not need to
    /// keep, and tells what that is.
    private void collect(Context request) throws IOException {
        long keep;
        boolean all;
        boolean dry;
        try {
            JsonNode json = RestFace.JSON.readTree(RestFace.body(request, DataRoutes.BODY_MAX));
            keep = json.required("keep_s").asLong();
            all = json.path("all").asBoolean(false);
            dry = json.path("dry_run").asBoolean(false);
        } catch (JacksonException e) {
            throw HttpProblem.badRequest(
                    "This cannot be read.", String.valueOf(e.getOriginalMessage()), "Send JSON with keep_s.");
        }
        if (keep < 0 || keep > Duration.ofDays(365_000).toSeconds()) {
            throw HttpProblem.badRequest(
                    "Nothing can be kept for " + keep + " seconds.",
                    "keep_s is 0 or more, and at most a thousand years.",
                    "Give another number.");
        }
        GridCommand.CollectData command =
                new GridCommand.CollectData(loop.now().minusSeconds(keep), all, Delivery.INLINE_MAX);
        List<DataRules.Collectable> found = ask(command);
        Instant dayAgo = loop.now().minus(UNNAMED_KEPT);
        Map<Digest, Long> unneeded = unneeded(artefacts.files(), dayAgo);
        Map<String, Object> shape = shape(found, unneeded);
        if (!dry) {
            RestFace.ok(loop.tell(command).join());
            List<Unneeded> files = unneeded.keySet().stream()
                    .map(digest -> new Unneeded(digest, dayAgo))
                    .toList();
            shape.put(
                    "deleted",
                    collector
                            .delete(files)
                            .thenApply(_ -> true)
                            .completeOnTimeout(false, PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .join());
        }
        RestFace.answer(request, 200, shape);
    }

    private List<DataRules.Collectable> ask(GridCommand.CollectData command) {
        return loop.ask(machine -> {
                    GridView view = machine.view();
                    return DataRules.collectable(view, command);
                })
                .join();
    }

    private Map<String, Object> shape(List<DataRules.Collectable> found, Map<Digest, Long> unneeded) {
        Map<Kind, Amount> kinds = new EnumMap<>(Kind.class);
        Map<JobId, Amount> jobs = new LinkedHashMap<>();
        for (DataRules.Collectable each : found) {
            long bytes = each.content().artefact().bytes();
            kinds.merge(each.kind(), Amount.NONE.plus(bytes), (so, _) -> so.plus(bytes));
            each.jobs().forEach(job -> jobs.merge(job, Amount.NONE.plus(bytes), (so, _) -> so.plus(bytes)));
        }
        Amount unused = sum(unneeded);
        Map<String, Object> shape = Shapes.versioned();
        shape.put("contents", found.size() + unused.contents());
        shape.put(
                "bytes",
                found.stream()
                                .mapToLong(each -> each.content().artefact().bytes())
                                .sum()
                        + unused.bytes());
        shape.put("kinds", DataShapes.kinds(kinds));
        shape.put("unused", DataShapes.amount(unused));
        shape.put("jobs", DataShapes.largest(jobs, names()));
        return shape;
    }
}
