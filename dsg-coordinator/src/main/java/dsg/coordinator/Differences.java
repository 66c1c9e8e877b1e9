// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.JobDiff;
import dsg.core.JobLedger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The shape of what is other in one job than in another.
final class Differences {

    private Differences() {}

    static Map<String, Object> shape(JobLedger before, JobLedger after) {
        Map<String, Object> shape = Shapes.versioned();
        shape.put("before", before.id().number());
        shape.put("after", after.id().number());
        shape.put(
                "file_changed",
                !before.submission().text().equals(after.submission().text()));
        shape.put("params", params(before.spec().params(), after.spec().params()));
        shape.put(
                "stages",
                JobDiff.of(before, after).stream().map(Differences::stage).toList());
        return shape;
    }

    private static List<Map<String, String>> params(Map<String, String> before, Map<String, String> after) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        return names.stream()
                .filter(name -> !before.getOrDefault(name, "").equals(after.getOrDefault(name, ""))
                        || before.containsKey(name) != after.containsKey(name))
                .map(name -> {
                    Map<String, String> param = new LinkedHashMap<>();
                    param.put("name", name);
                    if (before.containsKey(name)) {
                        param.put("before", before.get(name));
                    }
                    if (after.containsKey(name)) {
                        param.put("after", after.get(name));
                    }
                    return param;
                })
                .toList();
    }

    private static Map<String, Object> stage(JobDiff.StageDiff stage) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("name", stage.name());
        shape.put("tasks_before", stage.before());
        shape.put("tasks_after", stage.after());
        shape.put("only_before", stage.onlyBefore());
        shape.put("only_after", stage.onlyAfter());
        shape.put("same", stage.same());
        shape.put("changes", stage.changes());
        shape.put("same_outputs", stage.sameOutputs());
        shape.put("other_outputs", stage.otherOutputs());
        return shape;
    }
}
