// SPDX-License-Identifier: Apache-2.0
package dsg.type;

/// What is wrong with a stage.
///
/// @param key the key at which to point
/// @param what what is wrong, without a full stop
/// @param fix what to type
public record TypeFault(String key, String what, String fix) {}
