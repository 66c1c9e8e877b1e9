// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.List;
import java.util.Optional;

/// A parameter as a job file declares it, for a form that asks for its value.
///
/// @param type `int`, `float`, `string`, `bool`, `path` or `choice`
/// @param help what it is, for people; empty if the file does not say
/// @param byDefault its value unless another is given; nothing if one has to be given
/// @param choices what it can be; empty unless it is a choice
public record DeclaredParam(
        String name,
        String type,
        String help,
        Optional<String> byDefault,
        Optional<String> min,
        Optional<String> max,
        List<String> choices) {

    public DeclaredParam {
        choices = List.copyOf(choices);
    }
}
