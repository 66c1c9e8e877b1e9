// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.type.TaskType;
import dsg.type.TypeKey;
import java.util.Optional;

/// What keys a task type from elsewhere can have: none that every stage or job has.
public final class TypeKeys {

    private TypeKeys() {}

    /// Why stages could not be of this type, if they could not.
    public static Optional<String> whyNot(TaskType type) {
        return type.keys().stream()
                .map(TypeKey::name)
                .filter(Keys.ofEveryStage()::contains)
                .findFirst()
                .map(key -> "every job file has a key `" + key + "`, so the type `" + type.name()
                        + "` cannot have one of its own");
    }
}
