// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/// The threads that a node has for its attempts, and for what happens later.
final class NodeThreads {

    private NodeThreads() {}

    /// Platform threads, one an attempt: a parent's death signal and wait4 both need one that is the attempt's own.
    static ExecutorService ofAttempts() {
        return Executors.newCachedThreadPool(
                Thread.ofPlatform().name("attempt-", 1).factory());
    }

    /// One thread for all that is due at some time.
    static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("timer").daemon().factory());
        // A time limit of days is forgotten with the attempt that had it.
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
