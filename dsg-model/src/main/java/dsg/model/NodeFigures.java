// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// How a node's machine fares at the moment: told every few seconds, for people, and kept by nobody.
///
/// @param load how many cores are busy, whatever keeps them so
/// @param ownLoad how many of them the node and its tasks keep busy
/// @param memoryUsedMib the memory that is not available to anything new
/// @param diskFreeMib what is free on the file system that the node's own folder lies on
/// @param celsius the processor's temperature, where it can be read
/// @param battery per cent of its charge
public record NodeFigures(
        OptionalDouble load,
        OptionalDouble ownLoad,
        OptionalLong memoryUsedMib,
        OptionalLong diskFreeMib,
        OptionalDouble celsius,
        OptionalInt battery) {}
