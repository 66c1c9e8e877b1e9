// SPDX-License-Identifier: Apache-2.0
/// What there is, and what may be said about it: ids, resources, job specifications, states, commands, events
/// and effects. Values only: nothing here reads a clock, opens a file or knows another module.
@NullMarked
package dsg.model;

import org.jspecify.annotations.NullMarked;
