// SPDX-License-Identifier: Apache-2.0
/// What must outlive a restart: the journal of what became true, and the artefacts by their SHA-256.
@NullMarked
package dsg.store;

import org.jspecify.annotations.NullMarked;
