// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dsg.core;

import org.jspecify.annotations.NullMarked;
