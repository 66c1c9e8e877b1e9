// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.Artefact;
import dsg.model.Input;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What the tasks of a stage take of contents so large that it matters where they are: what all of them take, and what
/// each takes for itself.
final class LargeInputs {

    /// Of very many, the largest decide.
    private static final int SHARED_MAX = 32;

    private final JobLedger job;
    private final StageLedger stage;
    private final List<Artefact> shared;
    private final boolean own;

    private LargeInputs(JobLedger job, StageLedger stage, List<Artefact> shared, boolean own) {
        this.job = job;
        this.stage = stage;
        this.shared = shared;
        this.own = own;
    }

    static LargeInputs of(JobLedger job, StageLedger stage) {
        List<Artefact> shared = new ArrayList<>();
        boolean own = stage.tasks() > 0 && !stage.spec().sweep().inputs(1).isEmpty();
        for (Input input : stage.spec().inputs()) {
            if (input instanceof Input.From from && from.as() == Input.Gather.EACH) {
                own = true;
            } else {
                collect(job, input, 0, shared);
            }
        }
        shared.sort(Comparator.comparingLong(Artefact::bytes)
                .reversed()
                .thenComparing(artefact -> artefact.digest().hex()));
        return new LargeInputs(job, stage, List.copyOf(shared.subList(0, Math.min(shared.size(), SHARED_MAX))), own);
    }

    /// Whether no task takes anything large, for all that is known without looking at each.
    boolean isEmpty() {
        return shared.isEmpty() && !own;
    }

    /// What this task takes.
    List<Artefact> of(int number) {
        if (!own) {
            return shared;
        }
        List<Artefact> all = new ArrayList<>(shared);
        stage.spec().inputs().stream()
                .filter(input -> input instanceof Input.From from && from.as() == Input.Gather.EACH)
                .forEach(input -> collect(job, input, number, all));
        stage.spec().sweep().inputs(number).forEach(input -> collect(job, input, number, all));
        return all;
    }

    /// Whether tasks differ in what they take.
    boolean differ() {
        return own;
    }

    private static void collect(JobLedger job, Input input, int number, List<Artefact> large) {
        switch (input) {
            case Input.Local local ->
                local.files().stream()
                        .map(Input.LocalFile::artefact)
                        .filter(Artefact::isLarge)
                        .forEach(large::add);
            case Input.From from -> {
                StageLedger maker = job.stageNamed(from.stage());
                boolean each = from.as() == Input.Gather.EACH;
                for (int task = each ? number : 1; task <= (each ? number : maker.tasks()); task++) {
                    GridQueries.produced(maker, task, from.output())
                            .filter(Artefact::isLarge)
                            .ifPresent(large::add);
                }
            }
        }
    }
}
