// SPDX-License-Identifier: Apache-2.0
/// The one place where decisions are taken: the loop that owns the ledger, the links to the nodes, and the
/// REST face through which everybody comes in.
@NullMarked
package dsg.coordinator;

import org.jspecify.annotations.NullMarked;
