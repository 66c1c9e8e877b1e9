// SPDX-License-Identifier: Apache-2.0
/// What a kind of task is. Whoever writes a [dsg.type.TaskType] of his own compiles against this alone; DSG's own kinds
/// (`run`, `container`, `wasm`, `java`) come through the same door.
@NullMarked
package dsg.type;

import org.jspecify.annotations.NullMarked;
