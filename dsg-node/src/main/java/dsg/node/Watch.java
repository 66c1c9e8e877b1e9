// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.AttemptStatus;
import dsg.model.Durations;
import dsg.model.Health;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Looks once a second at what a running attempt prints: its progress (`DSG_PROGRESS 0.62 fitting`, or a number in the
/// file that `DSG_PROGRESS_FILE` names), what it measures (`DSG_METRIC loss=0.31`), and how long it has been quiet.
final class Watch {

    private static final Pattern PROGRESS = Pattern.compile("DSG_PROGRESS\\s+([0-9.eE+-]{1,24})\\s*(.*)");
    private static final Pattern METRIC = Pattern.compile("([A-Za-z_][A-Za-z0-9_.-]{0,63})=([0-9.eE+-]{1,32})");
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    private static final int NOTE_MAX = 200;
    private static final int METRICS_MAX = 50;
    private static final int READ_MAX = 64 * 1024;
    private static final int LINE_MAX = 1_000;

    private final AttemptId attempt;
    private final TaskFolder folder;
    private final Health health;
    private final Function<String, OptionalDouble> ofType;
    private final Map<String, Double> metrics = new LinkedHashMap<>();
    private final StringBuilder line = new StringBuilder();
    private OptionalDouble progress = OptionalDouble.empty();
    private String note = "";
    private long outBytes;
    private long errBytes;
    private String progressFile = "";
    private long heardAt = System.nanoTime();
    private boolean stuck;
    private boolean told = true;
    private Optional<AttemptStatus.Frozen> frozen = Optional.empty();
    private long askedAt = System.nanoTime() - ASK_AGAIN.toNanos();
    private Duration quietWhenFrozen = Duration.ZERO;

    /// @param ofType how far a line says that the task has come, by the type of the task
    Watch(AttemptId attempt, TaskFolder folder, Health health, Function<String, OptionalDouble> ofType) {
        this.ofType = ofType;
        this.attempt = attempt;
        this.folder = folder;
        this.health = health;
    }

    /// It is frozen from now on, for this reason.
    synchronized void freeze(String why) {
        if (frozen.isEmpty()) {
            quietWhenFrozen = quietFor();
        }
        frozen = Optional.of(new AttemptStatus.Frozen(why, false));
        told = false;
    }

    /// It has been frozen for too long; said again and again, for there may be another machine for it by now.
    synchronized void wantsToMove() {
        frozen = frozen.map(now -> new AttemptStatus.Frozen(now.why(), true));
        if (System.nanoTime() - askedAt >= ASK_AGAIN.toNanos()) {
            askedAt = System.nanoTime();
            told = false;
        }
    }

    /// Whoever listens from now on has heard nothing yet.
    synchronized void tellAgain() {
        told = progress.isEmpty() && note.isEmpty() && metrics.isEmpty() && frozen.isEmpty() && !stuck;
    }

    /// It goes on. For how long it was frozen, nobody could have heard of it.
    synchronized void thaw() {
        heardAt = System.nanoTime() - quietWhenFrozen.toNanos();
        frozen = Optional.empty();
        told = false;
    }

    /// Looks; how it fares if that has changed.
    synchronized Optional<AttemptStatus> look() {
        try {
            listen();
        } catch (IOException _) {
            // It may be at its end, and its files on their way out.
            return Optional.empty();
        }
        boolean wasStuck = stuck;
        stuck = frozen.isEmpty()
                && health.quiet()
                        .filter(quiet -> quietFor().compareTo(quiet.after()) >= 0)
                        .isPresent();
        if (told && wasStuck == stuck) {
            return Optional.empty();
        }
        told = true;
        return Optional.of(new AttemptStatus(attempt, progress, note, metrics, quietFor(), stuck, frozen));
    }

    /// What it measured last, if that was not told; asked once it is over.
    synchronized Optional<AttemptStatus> lastMeasured() {
        return look().filter(status -> !status.metrics().isEmpty());
    }

    /// The end that its silence has earned it, if its stage says that it is ended for that.
    synchronized Optional<AttemptEnd> end() {
        return health.quiet()
                .filter(quiet -> stuck && quiet.end())
                .map(quiet -> new AttemptEnd.Unhealthy(
                        "it printed nothing and told no progress for " + Durations.text(quiet.after())));
    }

    private Duration quietFor() {
        return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    private void listen() throws IOException {
        long out = sizeOf(folder.out());
        long err = sizeOf(folder.err());
        if (out != outBytes || err != errBytes) {
            heardAt = System.nanoTime();
        }
        if (out > outBytes) {
            // Of a flood only the end is read: progress is what was said last.
            if (out - outBytes > READ_MAX) {
                line.setLength(0);
            }
            readLines(folder.out(), Math.max(outBytes, out - READ_MAX));
        }
        outBytes = out;
        errBytes = err;
        String text = smallFile(folder.progressFile());
        if (!text.equals(progressFile)) {
            progressFile = text;
            heardAt = System.nanoTime();
            tell("DSG_PROGRESS " + text);
        }
    }

    private static long sizeOf(Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
    }

    private static ByteBuffer read(Path file, long from, int max) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(max);
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            channel.position(from);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until there is no more, or enough
            }
        }
        return bytes.flip();
    }

    private static String smallFile(Path file) throws IOException {
        return sizeOf(file) == 0
                ? ""
                : StandardCharsets.UTF_8
                        .decode(read(file, 0, LINE_MAX))
                        .toString()
                        .strip();
    }

    private void readLines(Path file, long from) throws IOException {
        ByteBuffer bytes = read(file, from, READ_MAX);
        while (bytes.hasRemaining()) {
            char c = (char) (bytes.get() & 0xff);
            if (c == '\n') {
                tell(new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
                line.setLength(0);
            } else if (line.length() < LINE_MAX) {
                line.append(c);
            }
        }
    }

    private void tell(String said) {
        Matcher progressed = PROGRESS.matcher(said.strip());
        if (progressed.matches()) {
            number(progressed.group(1)).ifPresent(share -> {
                progress = OptionalDouble.of(Math.clamp(share, 0, 1));
                String words = progressed.group(2).strip();
                note = words.substring(0, Math.min(words.length(), NOTE_MAX));
                told = false;
            });
        } else if (said.startsWith("DSG_METRIC ")) {
            Matcher metric = METRIC.matcher(said);
            while (metric.find() && (metrics.size() < METRICS_MAX || metrics.containsKey(metric.group(1)))) {
                String name = metric.group(1);
                number(metric.group(2)).ifPresent(value -> {
                    metrics.put(name, value);
                    told = false;
                });
            }
        } else {
            ofType.apply(said).ifPresent(share -> {
                progress = OptionalDouble.of(Math.clamp(share, 0, 1));
                told = false;
            });
        }
    }

    private static Optional<Double> number(String text) {
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
