// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dsg.model;

import org.jspecify.annotations.NullMarked;
