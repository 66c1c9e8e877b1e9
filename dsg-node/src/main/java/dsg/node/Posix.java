// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The calls of a 64-bit Linux C library (glibc 2.34 or newer) that starting and ending processes needs,
/// through the foreign function API. Java's own `ProcessBuilder` starts a helper first and costs three times
/// as much.
final class Posix {

    static final int SIGKILL = 9;
    static final int SIGTERM = 15;
    static final int SIGCONT = 18;
    static final int SIGSTOP = 19;

    /// As which a program finds the file that it is given besides.
    static final int FILTER_NUMBER = 3;

    private static final int SCHED_IDLE = 5;
    private static final int PRIO_PROCESS = 0;
    private static final int NICE_MOST = 19;
    private static final short SPAWN_SETSIGDEF = 0x04;
    private static final short SPAWN_SETSIGMASK = 0x08;
    private static final short SPAWN_SETSID = 0x80;
    private static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final int O_RDONLY = 0;
    private static final int O_WRITE_NEW = 01 | 0100 | 01000; // O_WRONLY | O_CREAT | O_TRUNC
    private static final int WNOHANG = 1;
    private static final int EINTR = 4;
    // Larger than any C library's own structures (336, 80, 128 and 144 bytes in glibc).
    private static final int ATTRIBUTES_BYTES = 512;
    private static final int ACTIONS_BYTES = 256;
    private static final int SIGNALS_BYTES = 256;
    private static final int USAGE_BYTES = 256;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = ERRNO_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final Optional<Posix> HERE = load();

    private final MethodHandle spawn = call("posix_spawn", 6);
    private final MethodHandle attributesInit = call("posix_spawnattr_init", 1);
    private final MethodHandle setSignalMask = call("posix_spawnattr_setsigmask", 2);
    private final MethodHandle setSignalDefaults = call("posix_spawnattr_setsigdefault", 2);
    private final MethodHandle fillSignals = call("sigfillset", 1);
    private final MethodHandle emptySignals = call("sigemptyset", 1);
    private final MethodHandle actionsInit = call("posix_spawn_file_actions_init", 1);
    private final MethodHandle actionsDestroy = call("posix_spawn_file_actions_destroy", 1);
    private final MethodHandle addChdir = call("posix_spawn_file_actions_addchdir_np", 2);
    private final MethodHandle addCloseFrom = handle(
            "posix_spawn_file_actions_addclosefrom_np",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private final MethodHandle addOpen = handle(
            "posix_spawn_file_actions_addopen",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT));
    private final MethodHandle setFlags = handle(
            "posix_spawnattr_setflags",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_SHORT));
    private final MethodHandle wait4 = handle(
            "wait4",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS),
            Linker.Option.captureCallState("errno"));
    private final MethodHandle kill =
            handle("kill", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private final MethodHandle setPriority = handle(
            "setpriority",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private final MethodHandle setScheduler = handle(
            "sched_setscheduler",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    private final MethodHandle prctl = handle(
            "prctl",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    /// The same for every process: signals as a fresh login shell has them, and a session of its own.
    private final MemorySegment attributes = newAttributes();

    private Posix() {}

    /// These calls, where the machine has them.
    static Optional<Posix> here() {
        return HERE;
    }

    private static Optional<Posix> load() {
        boolean linux =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
        boolean wide = ValueLayout.ADDRESS.byteSize() == 8;
        try {
            return linux && wide ? Optional.of(new Posix()) : Optional.empty();
        } catch (java.util.NoSuchElementException _) {
            return Optional.empty(); // another C library: ProcessBuilder does it, slower
        }
    }

    /// A process that has ended.
    ///
    /// @param exitCode its exit code, if it was not ended by a signal
    /// @param signal the signal that ended it, or 0
    /// @param cpu what it and the children it waited for used
    /// @param peakKib the largest resident set of one of them
    record Ended(int pid, int exitCode, int signal, Duration cpu, long peakKib) {}

    /// Starts a program in a session of its own, with these and no other open files, and so that it yields to
    /// everything
    /// else of the machine.
    ///
    /// @throws IOException if it cannot be started; the message says why
    int spawn(Launcher.Launch launch) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment actions = arena.allocate(ACTIONS_BYTES, 16);
            check("posix_spawn_file_actions_init", (int) actionsInit.invokeExact(actions));
            MemorySegment pid = arena.allocate(ValueLayout.JAVA_INT);
            int error;
            try {
                check("addopen", openAs(arena, actions, 0, "/dev/null", O_RDONLY));
                check("addopen", openAs(arena, actions, 1, launch.out().toString(), O_WRITE_NEW));
                check("addopen", openAs(arena, actions, 2, launch.err().toString(), O_WRITE_NEW));
                check("addchdir", (int) addChdir.invokeExact(
                        actions, arena.allocateFrom(launch.folder().toString())));
                int open = 3;
                if (launch.needs().filter().isPresent()) {
                    String filter = launch.needs().filter().get().toString();
                    check("addopen", openAs(arena, actions, FILTER_NUMBER, filter, O_RDONLY));
                    open = FILTER_NUMBER + 1;
                }
                check("addclosefrom", (int) addCloseFrom.invokeExact(actions, open));
                error = (int) spawn.invokeExact(
                        pid,
                        arena.allocateFrom(launch.argv().getFirst()),
                        actions,
                        attributes,
                        strings(arena, launch.argv()),
                        strings(
                                arena,
                                launch.env().entrySet().stream()
                                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                                        .toList()));
            } finally {
                check("posix_spawn_file_actions_destroy", (int) actionsDestroy.invokeExact(actions));
            }
            if (error != 0) {
                throw new IOException(launch.argv().getFirst() + " cannot be started: " + describe(error));
            }
            int started = pid.get(ValueLayout.JAVA_INT, 0);
            stepBack(started, arena.allocate(64, 16));
            return started;
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Lets a process and what it starts yield to everything else. What it has started before that was so is looked
    /// for:
    /// the rest inherits it. Idle tasks' input and output are idle, too (ioprio_set(2)).
    private void stepBack(int started, MemorySegment parameters) throws Throwable {
        Set<Integer> done = new HashSet<>();
        boolean more = true;
        while (more) {
            more = false;
            for (int process : ProcessTree.all(started)) {
                if (done.add(process)) {
                    var _ = (int) setPriority.invokeExact(PRIO_PROCESS, process, NICE_MOST);
                    var _ = (int) setScheduler.invokeExact(process, SCHED_IDLE, parameters);
                    more = true;
                }
            }
        }
    }

    private int openAs(Arena arena, MemorySegment actions, int number, String path, int flags) throws Throwable {
        return (int) addOpen.invokeExact(actions, number, arena.allocateFrom(path), flags, 0600);
    }

    /// Waits for a child: one of this pid, or of the process group `-pid`. None when there is no such child
    /// (any more).
    Optional<Ended> await(int pid) {
        return wait4(pid, 0);
    }

    /// Takes a child that has ended already; none when there is none.
    Optional<Ended> reap(int pid) {
        return wait4(pid, WNOHANG);
    }

    private Optional<Ended> wait4(int pid, int options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO_LAYOUT);
            MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
            MemorySegment usage = arena.allocate(USAGE_BYTES, 8);
            int ended;
            do {
                ended = (int) wait4.invokeExact(errno, pid, status, options, usage);
            } while (ended < 0 && (int) ERRNO.get(errno, 0L) == EINTR);
            if (ended <= 0) {
                return Optional.empty();
            }
            int word = status.get(ValueLayout.JAVA_INT, 0);
            return Optional.of(new Ended(ended, (word >> 8) & 0xff, word & 0x7f, cpu(usage), peakKib(usage)));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Sends a signal to a process, or to the process group `-pid`; false if there is none.
    boolean signal(int pid, int signal) {
        try {
            return (int) kill.invokeExact(pid, signal) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// From now on, what loses its parent below this process becomes this process's child, so that nothing
    /// escapes.
    boolean becomeSubreaper() {
        try {
            return (int) prctl.invokeExact(PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    // struct rusage (getrusage(2)): ru_utime and ru_stime as two longs each (s, µs), then ru_maxrss in KiB.
    private static Duration cpu(MemorySegment usage) {
        long seconds = usage.get(ValueLayout.JAVA_LONG, 0) + usage.get(ValueLayout.JAVA_LONG, 16);
        long micros = usage.get(ValueLayout.JAVA_LONG, 8) + usage.get(ValueLayout.JAVA_LONG, 24);
        return Duration.ofSeconds(seconds).plusNanos(micros * 1000);
    }

    private static long peakKib(MemorySegment usage) {
        return usage.get(ValueLayout.JAVA_LONG, 32);
    }

    private MemorySegment newAttributes() {
        try {
            Arena forever = Arena.global();
            MemorySegment made = forever.allocate(ATTRIBUTES_BYTES, 16);
            MemorySegment all = forever.allocate(SIGNALS_BYTES, 16);
            MemorySegment none = forever.allocate(SIGNALS_BYTES, 16);
            check("posix_spawnattr_init", (int) attributesInit.invokeExact(made));
            check("sigfillset", (int) fillSignals.invokeExact(all));
            check("sigemptyset", (int) emptySignals.invokeExact(none));
            check("setsigmask", (int) setSignalMask.invokeExact(made, none));
            check("setsigdefault", (int) setSignalDefaults.invokeExact(made, all));
            short flags = SPAWN_SETSIGDEF | SPAWN_SETSIGMASK | SPAWN_SETSID;
            check("setflags", (int) setFlags.invokeExact(made, flags));
            return made;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MemorySegment strings(Arena arena, List<String> strings) {
        MemorySegment array = arena.allocate(ValueLayout.ADDRESS, strings.size() + 1L);
        for (int i = 0; i < strings.size(); i++) {
            array.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(strings.get(i)));
        }
        array.setAtIndex(ValueLayout.ADDRESS, strings.size(), MemorySegment.NULL);
        return array;
    }

    private static void check(String what, int result) {
        if (result != 0) {
            throw new IllegalStateException(what + " failed with " + result + ".");
        }
    }

    /// Why a program cannot be started.
    static String describe(int error) {
        return switch (error) {
            case 2 -> "no such file";
            case 7 -> "its arguments are too long";
            case 8 -> "it is no program for this machine";
            case 11 -> "the machine has no room for another process";
            case 12 -> "the machine is out of memory";
            case 13 -> "it may not be executed";
            default -> "error " + error;
        };
    }

    /// A function of `int` that takes this many pointers.
    private static MethodHandle call(String name, int pointers) {
        MemoryLayout[] arguments = new MemoryLayout[pointers];
        java.util.Arrays.fill(arguments, ValueLayout.ADDRESS);
        return handle(name, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    private static MethodHandle handle(String name, FunctionDescriptor type, Linker.Option... options) {
        SymbolLookup symbols = LINKER.defaultLookup();
        return LINKER.downcallHandle(symbols.find(name).orElseThrow(), type, options);
    }
}
