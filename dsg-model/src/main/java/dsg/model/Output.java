// SPDX-License-Identifier: Apache-2.0
package dsg.model;

/// A file that a task leaves: its name in the job file, its path in the task's folder, and whether it is
/// shown on the job's page and fetched with the results though its stage is not a final one.
public record Output(String name, String path, boolean show, String caption) {}
