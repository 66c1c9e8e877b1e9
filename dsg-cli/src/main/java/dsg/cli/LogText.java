// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// What a task printed, on its way to a reader: decoded as it comes, in whatever parts, and with its control characters
/// made harmless. However long it is, only a part of it is in memory.
final class LogText {

    private static final int PART = 64 * 1024;

    private final PrintStream reader;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final ByteBuffer bytes = ByteBuffer.allocate(PART);
    private final CharBuffer letters = CharBuffer.allocate(PART);
    private char last = '\n';

    LogText(PrintStream reader) {
        this.reader = reader;
    }

    /// Shows all that is in `part`; how many bytes that was. A letter that is torn at the end waits for its rest.
    long take(InputStream part) throws IOException {
        long taken = 0;
        for (int read = read(part); read >= 0; read = read(part)) {
            taken += read;
            show(false);
        }
        reader.flush();
        return taken;
    }

    private int read(InputStream part) throws IOException {
        int read = part.read(bytes.array(), bytes.position(), bytes.remaining());
        bytes.position(bytes.position() + Math.max(0, read));
        return read;
    }

    private void show(boolean end) {
        bytes.flip();
        decoder.decode(bytes, letters, end); // never more letters than bytes
        bytes.compact();
        letters.flip();
        if (letters.hasRemaining()) {
            last = letters.get(letters.limit() - 1);
            reader.print(Terminal.harmless(letters.toString()));
        }
        letters.clear();
    }

    /// Nothing more will come of this text: a letter that was not finished is shown as such. Another text may follow.
    void end() {
        show(true);
        decoder.reset();
        reader.flush();
    }

    /// The same, and what follows begins on a line of its own.
    void endLine() {
        end();
        if (last != '\n') {
            reader.println();
            last = '\n';
        }
    }
}
