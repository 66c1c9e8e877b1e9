// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.Digest;
import dsg.model.Input;
import dsg.model.Output;
import dsg.model.StageSpec;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// What the tasks of one job depend on. What many tasks gather alike is looked at once, so use it only while nothing
/// is done meanwhile.
final class Contents {

    private final JobLedger job;
    private final Map<Input, String> gathered = new HashMap<>();

    Contents(JobLedger job) {
        this.job = job;
    }

    /// What this task depends on; what it takes from other stages must be there.
    TaskContent of(StageLedger stage, int number) {
        StageSpec spec = stage.spec();
        Map<String, String> values = Orders.values(job, spec, number);
        Map<String, String> parts = new TreeMap<>();
        parts.put("the command", String.join("\0", spec.command().argv(values)));
        parts.put("network", Boolean.toString(spec.network()));
        Orders.env(spec, values).forEach((name, value) -> parts.put("variable " + name, value));
        for (Output output : spec.outputs()) {
            parts.put("output " + output.name(), output.path());
        }
        for (Input input : Orders.inputs(spec, number)) {
            switch (input) {
                case Input.Local local ->
                    local.files()
                            .forEach(file -> parts.put(
                                    "input " + file.path(),
                                    file.artefact().digest().hex()));
                case Input.From from ->
                    parts.put(
                            "input " + from.name(),
                            from.as() == Input.Gather.EACH
                                    ? each(from, number)
                                    : gathered.computeIfAbsent(from, _ -> gather(from)));
            }
        }
        return new TaskContent(parts);
    }

    private String each(Input.From from, int number) {
        StageLedger upstream = job.stageNamed(from.stage());
        return GridQueries.produced(upstream, number, from.output())
                .map(artefact -> artefact.digest().hex())
                .orElse("");
    }

    private String gather(Input.From from) {
        StageLedger upstream = job.stageNamed(from.stage());
        StringBuilder list = new StringBuilder(from.as().name()).append('\n').append(from.path());
        for (int number = 1; number <= upstream.tasks(); number++) {
            int task = number;
            GridQueries.produced(upstream, number, from.output()).ifPresent(artefact -> {
                // A file arrives as it is; other forms also tell of its task and its values.
                if (from.as() != Input.Gather.FILE) {
                    list.append('\n')
                            .append(task)
                            .append(upstream.spec().sweep().values(task));
                }
                list.append('\n').append(artefact.digest().hex());
            });
        }
        return Digest.of(list.toString().getBytes(StandardCharsets.UTF_8)).hex();
    }
}
