// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.Input;
import java.util.List;

/// Finds the files that a job file names: on disk (the CLI) or among what was handed in (the coordinator).
public interface InputFiles {

    /// The most characters that all files of sweeps (`csv`, `lines`) can have together.
    int TEXT_MAX = 16 << 20;

    /// The files behind a path of `in:`, as the job file writes it.
    Listing list(String path);

    /// The files that a pattern of `sweep: {files: ...}` fits, in the order of their paths.
    default Listing glob(String pattern) {
        return list(pattern);
    }

    /// What stands in a file of `sweep: {csv: ...}` or `{lines: ...}`.
    default Content text(String path) {
        return new Missing("no folder", List.of());
    }

    /// What lies at a path that a command names, without reading it. Nothing is known to lie anywhere where files are
    /// not at hand.
    default Thing thingAt(String path) {
        return Thing.NOTHING;
    }

    /// A kind of thing on disk.
    enum Thing {
        /// Neither of the others, or nobody can tell.
        NOTHING,
        /// A regular file.
        FILE,
        /// A folder.
        FOLDER
    }

    /// What lies at a path.
    sealed interface Listing {

        /// One file, or all files of a folder, each with the place where it lands in the task's folder.
        record Found(List<Input.LocalFile> files) implements Listing {
            public Found {
                files = List.copyOf(files);
            }
        }
    }

    /// What can be read at a path.
    sealed interface Content {

        /// A text in UTF-8.
        record Text(String text) implements Content {}
    }

    /// Nothing is there. `lookedIn` names the folder for people; `nearby` are paths that do exist, for a
    /// suggestion.
    record Missing(String lookedIn, List<String> nearby) implements Listing, Content {
        public Missing {
            nearby = List.copyOf(nearby);
        }
    }

    /// Something that cannot be taken; `why` ends the sentence "it …".
    record Unreadable(String why) implements Listing, Content {}
}
