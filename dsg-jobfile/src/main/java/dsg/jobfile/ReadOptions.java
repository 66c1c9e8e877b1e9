// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

/// What the person who hands in a job file agreed to beforehand.
///
/// @param large whether a job may have more than 100,000 tasks (`--yes-large`)
public record ReadOptions(boolean large) {

    /// Nothing was said.
    public static final ReadOptions DEFAULT = new ReadOptions(false);
}
