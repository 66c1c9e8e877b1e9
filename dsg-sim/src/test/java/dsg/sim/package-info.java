// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dsg.sim;

import org.jspecify.annotations.NullMarked;
