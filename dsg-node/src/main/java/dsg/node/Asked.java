// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// A question to somebody who may never answer, such as a server that hangs. It is put on a thread
/// of its own, one at a time; whoever looks waits a few milliseconds for the answer, and otherwise
/// gets the one before.
final class Asked<T> {

    /// Long enough for any server that is well, even on a busy machine.
    static final Duration PATIENCE = Duration.ofMillis(4);

    private final String name;
    private final Supplier<T> question;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition answered = lock.newCondition();
    private Optional<T> last = Optional.empty();
    private boolean open;
    private long since;

    /// @param name of the thread that asks
    /// @param question may take as long as it likes
    Asked(String name, Supplier<T> question) {
        this.name = name;
        this.question = question;
    }

    /// Puts the question, unless it is still open, and says what was answered last; nothing if
    /// nothing was yet.
    Optional<T> look() {
        lock.lock();
        try {
            if (open) {
                return last; // it was waited for already
            }
            open = true;
            since = System.nanoTime();
            Thread.ofVirtual().name(name).start(this::ask);
            long left = PATIENCE.toNanos();
            while (open && left > 0) {
                left = answered.awaitNanos(left);
            }
            return last;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return last;
        } finally {
            lock.unlock();
        }
    }

    /// What was answered last.
    Optional<T> last() {
        lock.lock();
        try {
            return last;
        } finally {
            lock.unlock();
        }
    }

    /// For how long the question has been waiting for its answer.
    Duration open() {
        lock.lock();
        try {
            return open ? Duration.ofNanos(System.nanoTime() - since) : Duration.ZERO;
        } finally {
            lock.unlock();
        }
    }

    private void ask() {
        Optional<T> answer = Optional.empty();
        try {
            answer = Optional.of(question.get());
        } finally {
            lock.lock();
            try {
                last = answer;
                open = false;
                answered.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
