// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.Input;
import java.util.List;

/// Finds the files that a job file names: on disk (the CLI) or among what was handed in (the coordinator).
public interface InputFiles {

    /// The files behind a path of `in:`, as the job file writes it.
    Listing list(String path);

    /// What lies at a path.
    sealed interface Listing {

        /// One file, or all files of a folder, each with the place where it lands in the task's folder.
        record Found(List<Input.LocalFile> files) implements Listing {
            public Found {
                files = List.copyOf(files);
            }
        }

        /// Nothing. `lookedIn` names the folder for people; `nearby` are paths that do exist, for a
        /// suggestion.
        record Missing(String lookedIn, List<String> nearby) implements Listing {
            public Missing {
                nearby = List.copyOf(nearby);
            }
        }

        /// Something that cannot be an input; `why` ends the sentence "it …".
        record Unreadable(String why) implements Listing {}
    }
}
