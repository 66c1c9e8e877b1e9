// SPDX-License-Identifier: Apache-2.0
/// The hands on each machine: what it is, the workbench on which attempts run, the runners with their rungs
/// of isolation, and the cache of artefacts. A node decides nothing about the grid; it carries out orders and
/// reports.
@NullMarked
package dsg.node;

import org.jspecify.annotations.NullMarked;
