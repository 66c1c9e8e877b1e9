// SPDX-License-Identifier: Apache-2.0
package dsg.model;

/// How much is kept of what a task prints on each of its two streams: all of it up to 32 MiB; of more, the first and
/// the last 16 MiB, and between them a word on what was left out.
public final class PrintLimit {

    /// So many bytes are kept of the beginning, and can be read while the task runs.
    public static final long FIRST = 16L * 1024 * 1024;

    /// So many bytes are kept of the end.
    public static final long LAST = FIRST;

    private PrintLimit() {}

    /// What stands where `bytes` were left out.
    public static String word(long bytes) {
        return String.format(
                java.util.Locale.ROOT,
                "%n[%,d bytes were left out here: of what a task prints, the first and the last 16 MiB are kept]%n",
                bytes);
    }
}
