// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.List;

/// All that a node tells of an attempt that is over.
///
/// @param outputs what it made, by the name of the output; complete if and only if the end is `done`
/// @param out what it printed on standard output
/// @param err what it printed on standard error
/// @param leftOutBytes how much of what it printed is not in `out` and `err`, for [PrintLimit]
public record AttemptReport(
        AttemptEnd end, Usage usage, List<Produced> outputs, Artefact out, Artefact err, long leftOutBytes) {

    public AttemptReport {
        outputs = List.copyOf(outputs);
    }

    /// The report of an attempt of whose words nothing is left out.
    public AttemptReport(AttemptEnd end, Usage usage, List<Produced> outputs, Artefact out, Artefact err) {
        this(end, usage, outputs, out, err, 0);
    }

    /// A report of an attempt that left nothing behind.
    public static AttemptReport without(AttemptEnd end) {
        return new AttemptReport(end, Usage.NONE, List.of(), Artefact.EMPTY, Artefact.EMPTY);
    }

    /// One output and the artefact that it is.
    public record Produced(String output, Artefact artefact) {}
}
