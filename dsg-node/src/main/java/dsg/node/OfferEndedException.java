// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;

/// The node no longer has what an order counts on, and its coordinator had not heard so when it sent it. That is
/// no fault of the task: it goes on elsewhere, or waits.
final class OfferEndedException extends IOException {
    private static final long serialVersionUID = 1;

    OfferEndedException(String message) {
        super(message);
    }
}
