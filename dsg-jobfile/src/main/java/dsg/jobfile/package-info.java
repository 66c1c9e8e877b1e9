// SPDX-License-Identifier: Apache-2.0
/// Reads what the scientist wrote: a job file becomes a job specification, or every problem in it with its
/// line, its column and what to type instead. `dsg.jobfile` owns the YAML parser; nobody else sees it.
@NullMarked
package dsg.jobfile;

import org.jspecify.annotations.NullMarked;
