// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A network namespace that the test's own threads can enter. A socket belongs for good to the network in which it was
/// made, whoever uses it later. Beware: `/proc/net` is that of the process, so Java tells a wrong list of addresses.
final class NetNamespace implements AutoCloseable {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle OPEN =
            function("open", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle SETNS =
            function("setns", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final int CLONE_NEWNET = 0x4000_0000;

    private final Path file;
    private final Map<Integer, ServerSocket> doors = new ConcurrentHashMap<>();

    private NetNamespace(Path file) {
        this.file = file;
    }

    /// The one that `ip netns` knows by this name.
    static NetNamespace named(String name) {
        return new NetNamespace(Path.of("/run/netns", name));
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
    }

    /// Does this in there, on a thread of its own that is never used again; what it came to.
    <T> T inside(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter();
            return action.call();
        });
        Thread.ofPlatform().daemon().name("inside " + file.getFileName()).start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new AssertionError("In the network " + file + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("The test was interrupted.", e);
        }
    }

    private void enter() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(file.toString());
            int descriptor = (int) OPEN.invokeExact(path, 0);
            int status = descriptor < 0 ? -1 : (int) SETNS.invokeExact(descriptor, CLONE_NEWNET);
            if (descriptor >= 0) {
                int _ = (int) CLOSE.invokeExact(descriptor);
            }
            if (status != 0) {
                throw new IllegalStateException("The network " + file + " cannot be entered.");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// A port of this machine behind which is a loopback port in there: the same one as long as it is open.
    int door(int port) {
        return doors.computeIfAbsent(port, this::open).getLocalPort();
    }

    private ServerSocket open(int port) {
        try {
            ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofPlatform().daemon().name("door to " + port + " in " + file).start(() -> serve(door, port));
            return door;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(ServerSocket door, int port) {
        while (true) {
            try {
                Socket outer = door.accept();
                try {
                    Socket inner = inside(() -> connected(port));
                    join(outer, inner);
                    join(inner, outer);
                } catch (AssertionError _) {
                    outer.close(); // nobody listens in there: whoever knocked is told so
                }
            } catch (IOException _) {
                return; // the door is shut
            }
        }
    }

    private static Socket connected(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        return socket;
    }

    /// Carries over what comes, until no more comes.
    private static void join(Socket from, Socket to) {
        Thread.ofPlatform().daemon().name("through a door").start(() -> {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException _) {
                // One end is gone, and so is the other now.
            }
        });
    }

    /// Shuts the doors.
    @Override
    public void close() {
        for (ServerSocket door : doors.values()) {
            try {
                door.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
