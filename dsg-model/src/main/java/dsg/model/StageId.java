// SPDX-License-Identifier: Apache-2.0
package dsg.model;

/// A stage of a job; people write it `2.simulate`.
public record StageId(JobId job, String stage) implements Target {

    /// The task of this stage with the given number, from 1.
    public TaskId task(int number) {
        return new TaskId(job, stage, number);
    }

    @Override
    public String toString() {
        return job + "." + stage;
    }
}
