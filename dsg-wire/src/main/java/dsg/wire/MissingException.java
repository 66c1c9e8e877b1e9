// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import java.io.IOException;

/// The coordinator does not have what a node asks for, or has it damaged. To ask again is of no use.
public final class MissingException extends IOException {

    private static final long serialVersionUID = 1;

    public MissingException(String message) {
        super(message);
    }
}
