// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.JobSpec;
import java.util.List;

/// What came of reading a job file: a job, or the reasons why it is none.
public sealed interface Reading {

    /// The file is a job.
    record Valid(JobSpec spec, List<Problem> warnings) implements Reading {
        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /// The file is no job. The problems stand in the order of the file, at most 20, at least one of them an
    /// error.
    record Invalid(List<Problem> problems) implements Reading {
        public Invalid {
            problems = List.copyOf(problems);
            if (problems.stream().allMatch(Problem::isWarning)) {
                throw new IllegalArgumentException("A job file is refused only for an error.");
            }
        }
    }
}
