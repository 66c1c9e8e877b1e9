// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.time.Duration;
import java.util.Optional;

final class InputChain {
    static Optional<Duration> least(Optional<Duration> one, Optional<Duration> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        return one.get().compareTo(other.get()) <= 0 ? one : other;
    }
}
