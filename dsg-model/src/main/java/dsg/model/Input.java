// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.List;

/// What a task finds in its folder before it starts, under a name for `{{ in.name }}`.
public sealed interface Input {

    /// The name for `{{ in.name }}`.
    String name();

    /// Files from beside the job file: one, or all of a folder. `path` is where it lies in the task's folder,
    /// as in the job file.
    record Local(String name, String path, List<LocalFile> files) implements Input {
        public Local {
            files = List.copyOf(files);
        }
    }

    /// What the tasks of another stage made. `path` is where it lies in the task's folder.
    record From(String name, String stage, String output, Gather as, String path) implements Input {}

    /// Where `{{ in.name }}` points to, relative to the task's folder.
    String path();

    /// One file and where it lies, relative to the task's folder, `/` between its parts.
    record LocalFile(String path, Artefact artefact) {}

    /// In what form the outputs of another stage arrive.
    enum Gather {
        /// The one file of a stage that has one task, under its own name.
        FILE,
        /// The one file of the task with the same number, of the stage that this one follows task by task.
        EACH,
        /// One folder a task, named by its number, and `index.csv` with the sweep's values.
        DIR,
        /// One line a task: its output read as JSON, with the sweep's values and the task's id added.
        JSONL,
        /// A text file with one path a line; the files lie beside it.
        LIST
    }
}
