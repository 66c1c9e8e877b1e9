// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.Objects;
import java.util.Optional;

/// What somebody handed in, as it was.
///
/// @param file the job file's name
/// @param text the job file as written
/// @param key makes the submission idempotent: the same key again answers with the same job
/// @param resumes the job whose results are reused where nothing has changed
/// @param by the user who handed it in
public record Submission(String file, String text, String key, Optional<JobId> resumes, String by) {

    public Submission {
        by = Objects.requireNonNullElse(by, UserName.OWNER); // journals from before there were users do not say it
    }

    /// What the grid's owner hands in.
    public Submission(String file, String text, String key, Optional<JobId> resumes) {
        this(file, text, key, resumes, UserName.OWNER);
    }

    /// A job on its own.
    public static Submission of(String text, String key) {
        return new Submission("job.yaml", text, key, Optional.empty());
    }
}
