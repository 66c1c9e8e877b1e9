// SPDX-License-Identifier: Apache-2.0
package dsg.store;

/// The disk did not do what it must. Whoever gets this must not acknowledge anything; the message is for
/// people.
public sealed class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreException(String message) {
        super(message);
    }

    /// The disk has no room left. Nothing was written, and the same may be tried again once there is some.
    public static final class NoRoom extends StoreException {

        private static final long serialVersionUID = 1;

        NoRoom(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
