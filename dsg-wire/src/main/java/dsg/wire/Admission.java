// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import dsg.model.Refusal;

/// Whether a machine is let in.
public sealed interface Admission {

    /// It is.
    record Granted(Membership membership) implements Admission {}

    /// It is not.
    record Denied(Refusal refusal) implements Admission {}
}
