// SPDX-License-Identifier: Apache-2.0
/// What runs a WebAssembly module: a process of its own, which knows nothing of the grid.
@NullMarked
package dsg.wasm;

import org.jspecify.annotations.NullMarked;
