// SPDX-License-Identifier: Apache-2.0
package dsg.type;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// A kind of task: the keys that a stage of it has, and how a task of it is started. It is found by
/// [java.util.ServiceLoader]: a jar names its class in `META-INF/services/dsg.type.TaskType`.
///
/// What a job file says is checked where it is read; [#prepare] and [#launch] are asked on the node. A type has no
/// state, and each method answers the same for the same values.
public interface TaskType {

    /// The word for it, and the key by which a stage says that it is meant: small letters, digits and `_`, beginning
    /// with a letter, at most 32.
    String name();

    /// What it does, in one sentence for whoever writes a job file.
    String help();

    /// The keys that a stage of this type has beside those that every stage has. One of them is called like the type.
    List<TypeKey> keys();

    /// What is wrong with a stage, beyond what its keys say of themselves.
    default List<TypeFault> check(TypeValues values) {
        return List.of();
    }

    /// The keys, beside those of the kind [TypeKey.Kind#FILE], whose value is a file beside the job file in this stage.
    /// It comes into the task's folder by itself.
    default List<String> files(TypeValues values) {
        return List.of();
    }

    /// What its tasks make if the job file says nothing of `out`: names, and paths in the task's folder.
    default Map<String, String> outputs(TypeValues values) {
        return Map.of();
    }

    /// Makes ready what the task finds in its folder, beside its inputs, which are there already.
    ///
    /// @param folder the task's folder; nothing of the task runs yet
    /// @throws IOException if that cannot be done; the attempt fails with its message
    default void prepare(TypedTask task, Path folder) throws IOException {}

    /// What is started for a task.
    ///
    /// @throws IllegalArgumentException if values that are known only now are of no use; the attempt fails with its
    /// message
    Launch launch(TypedTask task);

    /// How far a task has come, from 0 to 1, if this line that it printed tells. `DSG_PROGRESS` is read for every type.
    default OptionalDouble progress(String line) {
        return OptionalDouble.empty();
    }
}
