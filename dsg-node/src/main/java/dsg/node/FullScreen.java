// SPDX-License-Identifier: Apache-2.0
package dsg.node;

/// Whether a film, a game or a talk fills somebody's screen.
enum FullScreen {
    YES,
    NO,
    /// It cannot be told from here.
    UNTOLD
}
