// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.Artefact;
import dsg.model.AttemptReport;
import dsg.model.Checkpoint;
import dsg.model.Digest;
import dsg.model.GridEvent;
import dsg.model.JobSpec;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// All that is true of contents beside what the jobs say of them: which were put by hand, and which were collected.
public final class DataLedger {

    /// A content that was put under a name, by this user.
    public record Put(String name, Artefact artefact, String by, Instant at) {}

    private final TreeMap<String, Put> puts = new TreeMap<>();
    private final Map<Digest, GridEvent.Collected> collected = new HashMap<>();
    private final Map<Digest, Instant> everCollected = new HashMap<>();

    DataLedger() {}

    /// What was put, by name.
    public Collection<Put> puts() {
        return Collections.unmodifiableCollection(puts.values());
    }

    /// What was put under this name.
    public Optional<Put> put(String name) {
        return Optional.ofNullable(puts.get(name));
    }

    /// The contents that were given up and have not come back since.
    public List<GridEvent.Collected> collected() {
        return List.copyOf(collected.values());
    }

    /// Whether this content was given up and has not come back since.
    public boolean isCollected(Digest digest) {
        return collected.containsKey(digest);
    }

    /// When this content was last given up; none if it never was. It may have come back since.
    public Optional<Instant> collectedAt(Digest digest) {
        return Optional.ofNullable(everCollected.get(digest));
    }

    /// What is not kept any more, as of one moment.
    public record Gone(Map<Digest, Instant> contents) {
        public Gone {
            contents = Map.copyOf(contents);
        }

        /// Since when this content is not kept; none if it is.
        public Optional<Instant> since(Digest digest) {
            return Optional.ofNullable(contents.get(digest));
        }
    }

    /// What is not kept any more.
    public Gone gone() {
        Map<Digest, Instant> now = new HashMap<>(everCollected);
        now.keySet().retainAll(collected.keySet());
        return new Gone(now);
    }

    /// The first of these outputs whose content was given up.
    Optional<String> firstCollected(List<AttemptReport.Produced> outputs) {
        return outputs.stream()
                .filter(output -> isCollected(output.artefact().digest()))
                .map(AttemptReport.Produced::output)
                .findFirst();
    }

    void applyPut(GridEvent.DataPut put) {
        puts.put(put.name(), new Put(put.name(), put.artefact(), put.by(), put.at()));
        isBack(put.artefact());
    }

    void applyForgotten(String name) {
        puts.remove(name);
    }

    void applyCollected(GridEvent.DataCollected event) {
        for (GridEvent.Collected content : event.contents()) {
            collected.put(content.artefact().digest(), content);
            everCollected.put(content.artefact().digest(), event.at());
        }
    }

    /// A job is there whose inputs are there.
    void applySubmitted(JobSpec spec) {
        if (!collected.isEmpty()) {
            spec.stages().forEach(stage -> stage.localFiles().forEach(file -> isBack(file.artefact())));
        }
    }

    /// A node has handed over what an attempt made and printed.
    void applyReported(AttemptReport report) {
        if (!collected.isEmpty()) {
            report.outputs().forEach(output -> isBack(output.artefact()));
            isBack(report.out());
            isBack(report.err());
        }
    }

    /// A node has handed over what an attempt has kept.
    void applyKept(Checkpoint checkpoint) {
        checkpoint.files().forEach(file -> isBack(file.artefact()));
    }

    private void isBack(Artefact artefact) {
        collected.remove(artefact.digest());
    }
}
