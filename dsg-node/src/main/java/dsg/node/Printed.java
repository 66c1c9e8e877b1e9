// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.PrintLimit;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// What a task prints on one of its streams, held to [PrintLimit] while it prints: of more than that the middle is
/// given back to the disk every few hundredths of a second, however fast it comes.
final class Printed {

    private static final long PIECE = 1024 * 1024;
    private static final int LAST_LINE_MAX = 2_000;

    private final Path file;
    private final boolean canGiveBack;
    private long givenBackTo = PrintLimit.FIRST;
    private long seen;

    /// @param canGiveBack whether this machine can give back the middle of a file; if not, the limit holds at the end
    /// only
    Printed(Path file, boolean canGiveBack) {
        this.file = file;
        this.canGiveBack = canGiveBack;
    }

    /// Gives back what is too much by now; how many bytes it has grown by since the last time.
    synchronized long hold() {
        long size = size();
        long end = size - PrintLimit.LAST;
        if (canGiveBack && end - givenBackTo >= PIECE && Holes.punch(file, givenBackTo, end - givenBackTo)) {
            givenBackTo = end;
        }
        long grown = size - seen;
        seen = size;
        return grown;
    }

    private long size() {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
        } catch (IOException _) {
            return 0; // it is gone
        }
    }

    /// How many bytes are not kept, once nothing is printed any more.
    synchronized long leftOut() {
        return Math.max(0, size() - PrintLimit.FIRST - PrintLimit.LAST);
    }

    /// A file with what is kept, once nothing is printed any more: all of it, or its beginning, a word on what was left
    /// out, and its end.
    synchronized Path kept() throws IOException {
        long leftOut = leftOut();
        if (leftOut == 0) {
            return file;
        }
        hold();
        Path kept = file.resolveSibling(file.getFileName() + ".kept");
        try {
            copy(kept, leftOut);
            return kept;
        } catch (IOException _) {
            // The disk is full: the beginning is better than nothing.
            Files.deleteIfExists(kept);
            try (FileChannel all = FileChannel.open(file, StandardOpenOption.WRITE)) {
                all.truncate(PrintLimit.FIRST);
            }
            return file;
        }
    }

    private void copy(Path kept, long leftOut) throws IOException {
        byte[] word = PrintLimit.word(leftOut).getBytes(StandardCharsets.UTF_8);
        try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ);
                OutputStream to = Files.newOutputStream(kept)) {
            var channel = Channels.newChannel(to);
            from.transferTo(0, PrintLimit.FIRST, channel);
            to.write(word);
            from.transferTo(from.size() - PrintLimit.LAST, PrintLimit.LAST, channel);
        }
    }

    /// The last line of what was printed to this file; empty if there is none.
    static String lastLine(Path err) {
        if (!Files.isRegularFile(err, LinkOption.NOFOLLOW_LINKS)) {
            return "";
        }
        try (RandomAccessFile file = new RandomAccessFile(err.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - LAST_LINE_MAX));
            byte[] end = new byte[LAST_LINE_MAX];
            int read = Math.max(0, file.read(end));
            return new String(end, 0, read, StandardCharsets.UTF_8).lines().reduce("", (_, line) -> line);
        } catch (IOException _) {
            return "";
        }
    }
}
