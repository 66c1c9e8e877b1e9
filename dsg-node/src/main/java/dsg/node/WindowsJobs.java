// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;

/// Job Objects of 64-bit Windows 8 and newer: groups of processes that end together and share limits
/// (learn.microsoft.com/windows/win32/procthread/job-objects). Written against Microsoft's documents and not tried.
final class WindowsJobs {

    private static final int BASIC_ACCOUNTING = 1;
    private static final int EXTENDED_LIMITS = 9;
    private static final int CPU_RATE = 15;

    private static final int LIMIT_PRIORITY_CLASS = 0x20;
    private static final int LIMIT_JOB_MEMORY = 0x200;
    private static final int LIMIT_DIE_ON_UNHANDLED_EXCEPTION = 0x400; // no window asks its owner about it
    private static final int LIMIT_KILL_ON_JOB_CLOSE = 0x2000; // also when the node itself is killed
    private static final int IDLE_PRIORITY_CLASS = 0x40;

    private static final int RATE_ENABLE = 0x1;
    private static final int RATE_HARD_CAP = 0x4;
    private static final int RATE_LEAST = 1; // a ten-thousandth of all processors

    private static final int PROCESS_TERMINATE = 0x1;
    private static final int PROCESS_SET_QUOTA = 0x100;

    /// JOBOBJECT_EXTENDED_LIMIT_INFORMATION, of which these are the offsets.
    private static final MemoryLayout LIMITS = MemoryLayout.sequenceLayout(18, JAVA_LONG);

    private static final int LIMIT_FLAGS_AT = 16;
    private static final int PRIORITY_CLASS_AT = 56;
    private static final int JOB_MEMORY_LIMIT_AT = 120;
    private static final int PEAK_PROCESS_MEMORY_AT = 128;
    private static final int PEAK_JOB_MEMORY_AT = 136;

    /// JOBOBJECT_BASIC_ACCOUNTING_INFORMATION begins with the times in user and kernel mode, in tenths of a
    /// microsecond.
    private static final MemoryLayout ACCOUNTING = MemoryLayout.sequenceLayout(6, JAVA_LONG);

    private static final int TICKS_A_MICROSECOND = 10;

    private final MethodHandle create;
    private final MethodHandle set;
    private final MethodHandle query;
    private final MethodHandle open;
    private final MethodHandle assign;
    private final MethodHandle terminate;
    private final MethodHandle close;

    /// What a job has used until now.
    record Used(Duration cpu, long peakKib, long peakJobKib) {}

    private WindowsJobs(SymbolLookup kernel) {
        create = handle(kernel, "CreateJobObjectW", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
        set = handle(
                kernel,
                "SetInformationJobObject",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
        query = handle(
                kernel,
                "QueryInformationJobObject",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
        open = handle(kernel, "OpenProcess", FunctionDescriptor.of(ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
        assign = handle(kernel, "AssignProcessToJobObject", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
        terminate = handle(kernel, "TerminateJobObject", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        close = handle(kernel, "CloseHandle", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    private static MethodHandle handle(SymbolLookup kernel, String name, FunctionDescriptor shape) {
        return Linker.nativeLinker().downcallHandle(kernel.find(name).orElseThrow(), shape);
    }

    /// These calls, where the machine has them.
    static Optional<WindowsJobs> here() {
        try {
            return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")
                    ? Optional.of(new WindowsJobs(SymbolLookup.libraryLookup("kernel32", Arena.global())))
                    : Optional.empty();
        } catch (NoSuchElementException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// A job without processes.
    ///
    /// @param memoryMib what all its processes may use together; 0 is without a limit
    /// @throws IOException if there can be none
    Job make(long memoryMib) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = (MemorySegment) create.invokeExact(MemorySegment.NULL, MemorySegment.NULL);
            if (handle.address() == 0) {
                throw new IOException("Windows makes no Job Object");
            }
            Job job = new Job(handle);
            MemorySegment limits = arena.allocate(LIMITS);
            int flags = LIMIT_PRIORITY_CLASS | LIMIT_DIE_ON_UNHANDLED_EXCEPTION | LIMIT_KILL_ON_JOB_CLOSE;
            limits.set(JAVA_INT, LIMIT_FLAGS_AT, memoryMib > 0 ? flags | LIMIT_JOB_MEMORY : flags);
            limits.set(JAVA_INT, PRIORITY_CLASS_AT, IDLE_PRIORITY_CLASS);
            limits.set(JAVA_LONG, JOB_MEMORY_LIMIT_AT, memoryMib << 20);
            if (!job.tell(EXTENDED_LIMITS, limits)) {
                job.close();
                throw new IOException("Windows sets no limits to a Job Object");
            }
            return job;
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// One job; all in it ends when it is closed.
    final class Job implements AutoCloseable {
        private final MemorySegment job;
        private boolean closed;

        private Job(MemorySegment job) {
            this.job = job;
        }

        private boolean tell(int what, MemorySegment values) {
            try {
                return (int) set.invokeExact(job, what, values, (int) values.byteSize()) != 0;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        /// The process is in it from now on, and all that it starts.
        ///
        /// @throws IOException if it is not; a process that has ended already is none
        synchronized void add(long pid) throws IOException {
            try {
                MemorySegment process =
                        (MemorySegment) open.invokeExact(PROCESS_SET_QUOTA | PROCESS_TERMINATE, 0, (int) pid);
                boolean done = process.address() != 0 && (int) assign.invokeExact(job, process) != 0;
                if (process.address() != 0) {
                    int _ = (int) close.invokeExact(process);
                }
                if (!done && ProcessHandle.of(pid).isPresent()) {
                    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                    throw new IOException("Windows puts the task into no Job Object");
                }
            } catch (IOException e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        /// Its processes have next to no processor time from now on, or as much as is free.
        synchronized void still(boolean now) {
            if (closed) {
                return;
            }
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment rate = arena.allocate(JAVA_INT, 2);
                rate.set(JAVA_INT, 0, now ? RATE_ENABLE | RATE_HARD_CAP : 0);
                rate.set(JAVA_INT, 4, now ? RATE_LEAST : 0);
                tell(CPU_RATE, rate);
            }
        }

        /// Ends all in it.
        synchronized void end() {
            if (closed) {
                return;
            }
            try {
                int _ = (int) terminate.invokeExact(job, 128 + Posix.SIGKILL);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        synchronized Used used() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment times = arena.allocate(ACCOUNTING);
                MemorySegment limits = arena.allocate(LIMITS);
                boolean told = (int) query.invokeExact(
                                        job, BASIC_ACCOUNTING, times, (int) times.byteSize(), MemorySegment.NULL)
                                != 0
                        && (int) query.invokeExact(
                                        job, EXTENDED_LIMITS, limits, (int) limits.byteSize(), MemorySegment.NULL)
                                != 0;
                if (!told) {
                    return new Used(Duration.ZERO, 0, 0);
                }
                long ticks = times.get(JAVA_LONG, 0) + times.get(JAVA_LONG, Long.BYTES);
                return new Used(
                        Duration.of(ticks / TICKS_A_MICROSECOND, java.time.temporal.ChronoUnit.MICROS),
                        limits.get(JAVA_LONG, PEAK_PROCESS_MEMORY_AT) >> 10,
                        limits.get(JAVA_LONG, PEAK_JOB_MEMORY_AT) >> 10);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public synchronized void close() {
            if (closed) {
                return;
            }
            closed = true;
            try {
                int _ = (int) close.invokeExact(job);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
