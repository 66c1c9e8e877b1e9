// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// The last input of a Mac, by the property HIDIdleTime (in nanoseconds) that IOHIDSystem has in
/// the I/O Registry. Written against Apple's documents and not tried.
final class MacSource implements InputSource {

    private static final String FRAMEWORKS = "/System/Library/Frameworks/";
    private static final int UTF8 = 0x08000100; // kCFStringEncodingUTF8
    private static final int SIGNED_64 = 4; // kCFNumberSInt64Type

    private final Arena arena = Arena.ofShared();
    private final SymbolLookup io = SymbolLookup.libraryLookup(FRAMEWORKS + "IOKit.framework/IOKit", arena);
    private final SymbolLookup core =
            SymbolLookup.libraryLookup(FRAMEWORKS + "CoreFoundation.framework/CoreFoundation", arena);
    private final MethodHandle property = handle(
            io,
            "IORegistryEntryCreateCFProperty",
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT);
    private final MethodHandle number = handle(
            core,
            "CFNumberGetValue",
            ValueLayout.JAVA_BYTE,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG,
            ValueLayout.ADDRESS);
    private final MethodHandle release = Linker.nativeLinker()
            .downcallHandle(core.find("CFRelease").orElseThrow(), FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
    private final MemorySegment value = arena.allocate(ValueLayout.JAVA_LONG);
    private final MemorySegment key;
    private final int system;

    private MacSource() throws Throwable {
        MethodHandle string = handle(
                core,
                "CFStringCreateWithCString",
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT);
        MethodHandle matching = handle(io, "IOServiceMatching", ValueLayout.ADDRESS, ValueLayout.ADDRESS);
        MethodHandle service = handle(
                io, "IOServiceGetMatchingService", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
        key = (MemorySegment) string.invokeExact(MemorySegment.NULL, arena.allocateFrom("HIDIdleTime"), UTF8);
        MemorySegment wanted = (MemorySegment) matching.invokeExact(arena.allocateFrom("IOHIDSystem"));
        system = (int) service.invokeExact(0, wanted); // which uses up what is wanted
    }

    private static MethodHandle handle(
            SymbolLookup library, String name, MemoryLayout result, MemoryLayout... arguments) {
        return Linker.nativeLinker()
                .downcallHandle(library.find(name).orElseThrow(), FunctionDescriptor.of(result, arguments));
    }

    /// These calls, where the machine has them.
    static Optional<InputSource> here() {
        try {
            return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac")
                    ? Optional.of(new MacSource())
                    : Optional.empty();
        } catch (Throwable _) {
            return Optional.empty();
        }
    }

    @Override
    public String name() {
        return "mac";
    }

    @Override
    public Seen look() {
        try {
            MemorySegment idle = (MemorySegment) property.invokeExact(system, key, MemorySegment.NULL, 0);
            if (idle.address() == 0) {
                return Seen.nothing("the I/O Registry does not tell when the last input was");
            }
            byte exact = (byte) number.invokeExact(idle, (long) SIGNED_64, value);
            release.invokeExact(idle);
            return exact == 0
                    ? Seen.nothing("the I/O Registry tells something else than a number")
                    : Seen.idle(Duration.ofNanos(value.get(ValueLayout.JAVA_LONG, 0)));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
