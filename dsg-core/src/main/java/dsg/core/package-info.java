// SPDX-License-Identifier: Apache-2.0
/// What follows from what: rules, ledger, scheduler and explanations. Pure and deterministic: the same
/// commands at the same moments give the same events, on the coordinator, in the simulator and when the
/// journal is replayed. Nothing here reads a clock, throws dice or does IO.
@NullMarked
package dsg.core;

import org.jspecify.annotations.NullMarked;
