// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Who types at a console or by ssh: Linux notes when a terminal was read from, in steps of eight
/// seconds, as the access time of its device. What is only printed there counts for nothing: that
/// is the time of change.
final class TerminalSource implements InputSource {

    private static final Duration CONSOLES_EVERY = Duration.ofSeconds(30);
    private static final Duration REMOTE_EVERY = Duration.ofSeconds(2);

    private static final Duration JUST_NOW = Duration.ofMinutes(1);

    private final Path devices;
    private final SystemFiles files;
    private final Predicate<Path> own;
    private final Map<Path, Typed> terminals = new HashMap<>();
    private final Every consoles = new Every(CONSOLES_EVERY);
    private final Every remote = new Every(REMOTE_EVERY);

    /// What is known of a terminal.
    ///
    /// @param access its access time, in milliseconds of the wall clock
    /// @param input when it was read from, by a clock that never jumps; none of it counts if a
    ///     task of the node's read
    private record Typed(long access, Optional<Long> input) {}

    /// @param devices the folder of devices: `/dev`
    /// @param files where `/sys` lies
    /// @param own whether only programs of the node itself use a terminal: a task may have made
    ///     one, and type there
    TerminalSource(Path devices, SystemFiles files, Predicate<Path> own) {
        this.devices = devices;
        this.files = files;
        this.own = own;
    }

    @Override
    public String name() {
        return "terminals";
    }

    @Override
    public Seen look() {
        boolean all = consoles.due();
        if (all) {
            list(devices, "tty[1-9]*");
        }
        if (remote.due()) {
            list(devices.resolve("pts"), "[0-9]*");
        }
        long now = System.nanoTime();
        Optional<Long> latest = Optional.empty();
        Path console = devices.resolve(files.text("sys/class/tty/tty0/active").orElse(""));
        for (Iterator<Map.Entry<Path, Typed>> each = terminals.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<Path, Typed> terminal = each.next();
            if (!all && isInTheBackground(terminal.getKey(), console)) {
                latest = later(latest, terminal.getValue().input());
                continue;
            }
            Optional<Long> access = access(terminal.getKey());
            if (access.isEmpty()) {
                each.remove();
                continue;
            }
            if (access.get() != terminal.getValue().access()) {
                boolean ours = own.test(terminal.getKey());
                terminal.setValue(new Typed(access.get(), ours ? Optional.empty() : Optional.of(now)));
            }
            latest = later(latest, terminal.getValue().input());
        }
        return latest.map(input -> Seen.idle(Duration.ofNanos(now - input)))
                .orElseGet(() -> Seen.nothing("nobody is at a terminal"));
    }

    /// Only the console in the foreground hears the keyboard. The others, some sixty of them, are
    /// looked at seldom.
    private boolean isInTheBackground(Path terminal, Path console) {
        return devices.equals(terminal.getParent()) && !terminal.equals(console);
    }

    private static Optional<Long> later(Optional<Long> one, Optional<Long> other) {
        return one.isEmpty() || (other.isPresent() && other.get() - one.get() > 0) ? other : one;
    }

    /// A terminal that is new was typed at when it says so, but never in the future.
    private void list(Path folder, String names) {
        for (Path terminal : UserFolders.matching(folder, names)) {
            terminals.computeIfAbsent(terminal, this::first);
        }
    }

    private Typed first(Path terminal) {
        long access = access(terminal).orElse(0L);
        Duration ago = Duration.ofMillis(Math.max(0, System.currentTimeMillis() - access));
        return ago.compareTo(JUST_NOW) < 0 && own.test(terminal)
                ? new Typed(access, Optional.empty())
                : new Typed(access, Optional.of(System.nanoTime() - ago.toNanos()));
    }

    private static Optional<Long> access(Path terminal) {
        try {
            return Optional.of(Files.readAttributes(terminal, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .lastAccessTime()
                    .toMillis());
        } catch (IOException _) {
            return Optional.empty(); // it has been closed
        }
    }

    @Override
    public void close() {
        // there is nothing open
    }
}
