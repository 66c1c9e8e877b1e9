// SPDX-License-Identifier: Apache-2.0
package dsg.wire;

import java.io.IOException;

/// A node asks for what no attempt needs that was given to it.
public final class NotYoursException extends IOException {

    private static final long serialVersionUID = 1;

    public NotYoursException(String message) {
        super(message);
    }
}
