// SPDX-License-Identifier: Apache-2.0
/// What a person types: commands that speak only to the REST face, and the start of the two processes that a
/// grid on one machine is made of.
@NullMarked
package dsg.cli;

import org.jspecify.annotations.NullMarked;
