// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.JobSpec;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The placeholders that can be used in one stage.
final class Scope {

    private final String stage;
    private final List<String> defined;
    private final Set<String> names;
    private final Set<String> paths;
    private final boolean anyPlain;
    private final boolean anyInput;
    private final boolean anything;

    /// @param stage the stage's name
    /// @param sweep the names that the sweep gives, if they are known
    /// @param inputs the names of the inputs, if they are known
    /// @param params the names of the job's parameters
    Scope(String stage, Optional<List<String>> sweep, Optional<List<String>> inputs, Collection<String> params) {
        this(stage, sweep, inputs, params, false);
    }

    private Scope(
            String stage,
            Optional<List<String>> sweep,
            Optional<List<String>> inputs,
            Collection<String> params,
            boolean anything) {
        this.stage = stage;
        this.anything = anything;
        this.anyPlain = sweep.isEmpty();
        this.anyInput = inputs.isEmpty();
        this.names = new HashSet<>(sweep.orElse(List.of()));
        this.paths = Set.copyOf(inputs.orElse(List.of()));
        paths.stream().filter(Words::isIdentifier).forEach(input -> names.add("in." + input));
        params.stream().filter(Words::isIdentifier).forEach(param -> names.add("params." + param));
        this.defined = Words.sorted(names);
    }

    /// Where every name may be used, since who uses it is asked elsewhere.
    static Scope ofAnything() {
        return new Scope("", Optional.empty(), Optional.empty(), List.of(), true);
    }

    /// Whether the name may be used; where not even the names could be read, every name may.
    boolean isDefined(String name) {
        return anything
                || names.contains(name)
                || (name.startsWith("in.") ? anyInput : anyPlain && name.indexOf('.') < 0);
    }

    /// The words for where these names hold.
    String place() {
        return stage.equals(JobSpec.ONLY_STAGE) ? "this job" : "stage " + Words.shown(stage);
    }

    /// Without what stands before the dot, which is easily forgotten.
    private Optional<String> nearestOfAll(String name) {
        return Words.nearest(name, defined.stream().map(Scope::afterDot).toList())
                .flatMap(near -> defined.stream()
                        .filter(whole -> afterDot(whole).equals(near))
                        .findFirst());
    }

    private static String afterDot(String name) {
        return name.substring(name.indexOf('.') + 1);
    }

    /// What to type in place of a name that is not defined.
    String suggest(String name) {
        if (name.startsWith("in.") && paths.contains(name.substring(3))) {
            return "give it a name: in: {code: " + Words.shown(name.substring(3)) + "}, then write {{ in.code }}";
        }
        String listed = defined.isEmpty()
                ? "nothing is defined here; `sweep` and `in` define names"
                : "defined here: " + Words.list(defined);
        Optional<String> near = Stream.of("in.", "params.")
                .map(head -> head + name)
                .filter(names::contains)
                .findFirst()
                .or(() -> Words.nearest(name, defined))
                .or(() -> nearestOfAll(name));
        return near.map(likely -> "did you mean " + Words.quote(likely) + "?  " + listed)
                .orElse(listed);
    }
}
