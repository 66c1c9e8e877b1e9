// SPDX-License-Identifier: Apache-2.0
/// Proof across modules: real processes on loopback, driven through the command line and REST, and the rules of
/// architecture and style. Nothing here is mocked.
@NullMarked
package dsg.tests;

import org.jspecify.annotations.NullMarked;
