// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Tells by its first bytes whether a file is a program, as the kernel does that starts it. An artefact is its content
/// and nothing else, so whether it may be started has to follow from that.
final class ProgramFile {

    private static final int LONGEST = 4;

    /// A script; ELF (System V ABI, chapter 4); Mach-O of 64 bits (`mach-o/loader.h`).
    private static final List<byte[]> BEGINNINGS = List.of(
            HexFormat.of().parseHex("2321"),
            HexFormat.of().parseHex("7f454c46"),
            HexFormat.of().parseHex("cffaedfe"));

    private ProgramFile() {}

    static boolean is(Path file) throws IOException {
        byte[] begin;
        try (InputStream in = Files.newInputStream(file)) {
            begin = in.readNBytes(LONGEST);
        }
        return BEGINNINGS.stream()
                .anyMatch(known ->
                        begin.length >= known.length && Arrays.equals(known, Arrays.copyOf(begin, known.length)));
    }
}
