// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.Condition;
import dsg.model.StageSpec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Checks the conditions of stages before the job begins: that they can be read, are true or false, and speak only of
/// what there is by then.
final class ConditionReader {

    private final Problems problems;
    private final Params params;
    private final StageOutputs outputs;
    private final Map<String, StageSpec> stages = new LinkedHashMap<>();
    private final boolean linksAreSound;
    private final Cel cel;

    ConditionReader(Problems problems, Params params, StageOutputs outputs, List<StageSpec> stages) {
        this.problems = problems;
        this.params = params;
        this.outputs = outputs;
        stages.forEach(stage -> this.stages.put(stage.name(), stage));
        Map<String, Params.Type> types = new LinkedHashMap<>();
        params.byName().forEach((name, param) -> types.put(name, param.type()));
        this.cel = new Cel(types);
        this.linksAreSound = !problems.anyError();
    }

    Condition read(String stage, Yaml.Scalar when) {
        if (problems.isFull()) {
            return new Condition.Always();
        }
        int before = problems.size();
        if (when.text().length() > Cel.LENGTH_MAX) {
            problems.add(
                    ProblemCode.E122,
                    when.span(),
                    "a condition of more than 2,000 characters",
                    "let an earlier stage decide, and look at its output: outputs.decide.result.ok");
            return new Condition.Always();
        }
        List<Cel.Name> names = cel.names(when.text());
        cel.parse(when.text()).ifPresent(error -> refuse(when, error, names));
        Set<String> earlier = upstream(stage);
        for (Cel.Name name : names) {
            check(when, name, earlier);
        }
        if (problems.size() == before) {
            cel.compile(when.text()).ifPresent(error -> refuse(when, error, names));
        }
        return new Condition.When(Conditions.withTypes(when.text(), params));
    }

    /// All stages that are over when this one begins.
    private Set<String> upstream(String stage) {
        Set<String> upstream = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(stage));
        while (!open.isEmpty()) {
            Optional.ofNullable(stages.get(open.remove())).map(StageSpec::upstream).orElse(Set.of()).stream()
                    .filter(upstream::add)
                    .forEach(open::add);
        }
        return upstream;
    }

    private void check(Yaml.Scalar when, Cel.Name name, Set<String> earlier) {
        List<String> parts = name.parts();
        switch (parts.getFirst()) {
            case "params" -> param(when, name);
            case "stages" -> {
                if (stage(when, name, "stages.fit.failed", earlier) && parts.size() > 2) {
                    known(when, name, parts.get(2), List.of("tasks", "done", "failed"), "stages.NAME has");
                }
            }
            case "outputs" -> {
                if (stage(when, name, "outputs.fit.result.chi2", earlier)) {
                    output(when, name);
                }
            }
            default -> {}
        }
    }

    private void param(Yaml.Scalar when, Cel.Name name) {
        if (name.parts().size() < 2) {
            refuse(when, name, "`params` alone is no value", "name one: params.full");
        } else {
            known(
                    when,
                    name,
                    name.parts().get(1),
                    List.copyOf(params.byName().keySet()),
                    params.byName().isEmpty() ? "this job has no parameters" : "parameters:");
        }
    }

    private boolean known(Yaml.Scalar when, Cel.Name name, String part, List<String> known, String words) {
        if (known.contains(part)) {
            return true;
        }
        String listed = known.isEmpty() ? words : words + " " + Words.list(known);
        refuse(
                when,
                name,
                Words.quote(String.join(".", name.parts())) + " is not defined",
                Words.nearest(part, known)
                        .map(near -> "did you mean " + Words.quote(near) + "?  " + listed)
                        .orElse(listed));
        return false;
    }

    private boolean stage(Yaml.Scalar when, Cel.Name name, String example, Set<String> earlier) {
        if (name.parts().size() < 2) {
            refuse(when, name, Words.quote(name.parts().getFirst()) + " alone is no value", "name a stage: " + example);
            return false;
        }
        String stage = name.parts().get(1);
        if (!known(when, name, stage, List.copyOf(stages.keySet()), "stages:")) {
            return false;
        }
        if (linksAreSound && !earlier.contains(stage)) {
            refuse(
                    when,
                    name,
                    "stage " + Words.shown(stage) + " does not come before this one",
                    "write needs: [" + Words.shown(stage) + "], or take one of its outputs in `in`");
            return false;
        }
        return true;
    }

    private void output(Yaml.Scalar when, Cel.Name name) {
        String stage = name.parts().get(1);
        StageDraft draft = outputs.drafts().get(stage);
        if (draft == null || !draft.outputsAreNamed()) {
            return;
        }
        if (name.parts().size() < 3) {
            refuse(when, name, "an output is missing here", "name one: outputs." + Words.shown(stage) + ".result");
        } else if (known(
                        when,
                        name,
                        name.parts().get(2),
                        List.copyOf(outputs.of(stage).keySet()),
                        "outputs of " + Words.shown(stage) + ":")
                && stages.containsKey(stage)
                && Optional.ofNullable(stages.get(stage))
                        .filter(found -> found.tasks() > 1)
                        .isPresent()) {
            refuse(
                    when,
                    name,
                    "stage " + Words.shown(stage) + " has many tasks, so this is not one value",
                    "let a stage of one task gather them, and look at its output");
        }
    }

    private void refuse(Yaml.Scalar when, Cel.Name name, String what, String help) {
        problems.add(ProblemCode.E125, when.inside(problems.source(), name.start(), name.end()), what, help);
    }

    private void refuse(Yaml.Scalar when, Cel.Mistake mistake, List<Cel.Name> names) {
        Span place = names.stream()
                .filter(name -> name.start() <= mistake.at() && mistake.at() < name.end())
                .findFirst()
                .map(name -> new Span(name.start(), name.end()))
                .orElse(new Span(mistake.at(), mistake.at() + 1));
        problems.add(
                ProblemCode.E125,
                when.inside(problems.source(), place.start(), place.end()),
                mistake.what(),
                "write something that is true or false: params.full && stages.fit.failed == 0");
    }
}
