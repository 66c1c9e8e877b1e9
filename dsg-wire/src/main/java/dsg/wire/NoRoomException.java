// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import java.io.IOException;

/// The coordinator's disk has no room for what a node hands over: to be tried again later.
public final class NoRoomException extends IOException {

    private static final long serialVersionUID = 1;

    public NoRoomException(String message) {
        super(message);
    }
}
