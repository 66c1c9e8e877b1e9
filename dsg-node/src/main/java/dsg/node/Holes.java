// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// Gives back the room of a part in the middle of a file while another process writes on at its end: `fallocate(2)` of
/// Linux, through the foreign function API.
final class Holes {

    private static final int O_WRONLY = 01;
    private static final int O_NOFOLLOW = 0400000;
    private static final int O_CLOEXEC = 02000000;
    private static final int KEEP_SIZE = 1;
    private static final int PUNCH_HOLE = 2;

    private static final MethodHandle OPEN =
            handle("open", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle FALLOCATE = handle(
            "fallocate",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG));
    private static final MethodHandle CLOSE =
            handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private Holes() {}

    private static MethodHandle handle(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type);
    }

    /// Whether the bytes from `from` on, this many, take no room any more; they read as zeros. Not every file system
    /// can.
    static boolean punch(Path file, long from, long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(file.toString());
            int opened = (int) OPEN.invokeExact(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
            if (opened < 0) {
                return false;
            }
            int punched = (int) FALLOCATE.invokeExact(opened, PUNCH_HOLE | KEEP_SIZE, from, bytes);
            int _ = (int) CLOSE.invokeExact(opened);
            return punched == 0;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
