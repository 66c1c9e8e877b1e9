// SPDX-License-Identifier: Apache-2.0
package dsg.store;

/// The disk did not do what it must. Whoever gets this must not acknowledge anything; the message is for
/// people.
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreException(String message) {
        super(message);
    }
}
