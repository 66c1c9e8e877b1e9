// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.AttemptId;

/// Asks a node for what a running attempt has printed: `err` or else standard output, from byte `offset`, at
/// most `maxBytes`. `request` comes back with the answer.
public record LogRequest(long request, AttemptId attempt, boolean err, long offset, int maxBytes) {}
