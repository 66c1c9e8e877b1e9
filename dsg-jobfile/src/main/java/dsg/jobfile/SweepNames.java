// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The names of a stage's values, with those of the stages that it follows.
final class SweepNames {

    private SweepNames() {}

    /// Nothing if they are not known.
    static Optional<List<String>> of(String stage, Map<String, SweepDraft> sweeps) {
        Set<String> followed = new LinkedHashSet<>();
        Set<String> names = new LinkedHashSet<>();
        String at = stage;
        while (followed.add(at)) {
            switch (sweeps.getOrDefault(at, new SweepDraft.Unread())) {
                case SweepDraft.Whole(var sweep) -> {
                    names.addAll(sweep.names());
                    return Optional.of(new ArrayList<>(names));
                }
                case SweepDraft.Unread() -> {
                    return Optional.empty();
                }
                case SweepDraft.Follows(Yaml.Scalar as, Yaml.Scalar from) -> {
                    names.add(as.text());
                    at = StageOutputs.Ref.of(from.text()).stage();
                }
            }
        }
        return Optional.empty();
    }
}
