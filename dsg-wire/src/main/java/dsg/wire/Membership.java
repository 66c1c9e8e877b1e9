// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import java.security.cert.X509Certificate;

/// What a machine gets when it is let in.
///
/// @param certificate its own, for the key that it has shown
/// @param authority the grid's CA, the only one that it trusts from now on
/// @param grid the grid's name, as people see it
/// @param name what the node is called in this grid
public record Membership(X509Certificate certificate, X509Certificate authority, String grid, String name) {}
