// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// The last input of the session that the node runs in, by GetLastInputInfo of Windows. Written
/// against Microsoft's documents and not tried: by them, a node that runs as a service is in a
/// session of its own, and learns nothing.
final class WindowsSource implements InputSource {

    private static final int INFO_BYTES = 8; // LASTINPUTINFO: UINT cbSize, DWORD dwTime

    private final MethodHandle lastInput;
    private final MethodHandle tickCount;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment info = arena.allocate(INFO_BYTES, 4);

    private WindowsSource() {
        Linker linker = Linker.nativeLinker();
        lastInput = linker.downcallHandle(
                SymbolLookup.libraryLookup("user32", arena)
                        .find("GetLastInputInfo")
                        .orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        tickCount = linker.downcallHandle(
                SymbolLookup.libraryLookup("kernel32", arena)
                        .find("GetTickCount64")
                        .orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_LONG));
    }

    /// These calls, where the machine has them.
    static Optional<InputSource> here() {
        try {
            return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")
                    ? Optional.of(new WindowsSource())
                    : Optional.empty();
        } catch (java.util.NoSuchElementException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    @Override
    public String name() {
        return "windows";
    }

    @Override
    public Seen look() {
        try {
            info.set(ValueLayout.JAVA_INT, 0, INFO_BYTES);
            if ((int) lastInput.invokeExact(info) == 0) {
                return Seen.nothing("Windows does not tell when the last input was");
            }
            return Seen.idle(since((long) tickCount.invokeExact(), info.get(ValueLayout.JAVA_INT, 4)));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// @param now milliseconds since the machine was started
    /// @param input the lower half of what `now` was at the last input
    static Duration since(long now, int input) {
        return Duration.ofMillis(Integer.toUnsignedLong((int) now - input));
    }

    @Override
    public void close() {
        arena.close();
    }
}
