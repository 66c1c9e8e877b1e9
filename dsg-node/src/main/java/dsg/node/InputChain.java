// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Everybody who may know when this machine was last touched. The latest input that one of them saw
/// counts.
///
/// A desktop that none of them sees into stays a desktop: then the others can say that somebody is
/// there, but not that nobody is. The interrupts, which have no idea of desktops, are asked only
/// then, or where no other knows.
final class InputChain implements AutoCloseable {

    /// For how long an input means that somebody is there, where there is an unseen desktop as
    /// well.
    private static final Duration IN_USE = Duration.ofMinutes(1);

    private final List<InputSource> sources;
    private final List<DeskSource> desktops;
    private final InputSource terminals;
    private final InputSource interrupts;

    /// What a source said.
    ///
    /// @param source its name
    record Look(String source, InputSource.Seen seen) {}

    /// What they said together.
    ///
    /// @param idle how long ago the last input was; none if that cannot be told on this machine
    /// @param looks what each said, for people
    record Presence(Optional<Duration> idle, List<Look> looks) {}

    /// @param sources those that know the input of whole desktops, or of the machine
    /// @param terminals who types at consoles and by ssh
    /// @param interrupts asked only where no source can tell
    InputChain(List<InputSource> sources, InputSource terminals, InputSource interrupts) {
        this.sources = List.copyOf(sources);
        this.desktops = sources.stream()
                .flatMap(source -> source instanceof DeskSource desktop ? Stream.of(desktop) : Stream.empty())
                .toList();
        this.terminals = terminals;
        this.interrupts = interrupts;
    }

    /// All that may be known on the machine that this process is on. Each finds out by itself,
    /// every half minute, whom there is to ask.
    static InputChain here() {
        Path root = Path.of("/");
        Map<String, String> environment = System.getenv();
        SystemFiles files = new SystemFiles(root);
        UserFolders users = new UserFolders(root.resolve("run/user"), environment);
        List<InputSource> sources = new ArrayList<>();
        List<DeskSource> desktops = List.of(
                new X11Source(root.resolve("tmp/.X11-unix"), new XAuthority(root, environment), users),
                new WaylandSource(users),
                new GnomeSource(users));
        if (files.exists("proc/self")) {
            sources.addAll(desktops);
            sources.add(new LogindSource(
                    environment.getOrDefault("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/run/dbus/system_bus_socket"),
                    () -> desks(desktops)));
        }
        WindowsSource.here().ifPresent(sources::add);
        MacSource.here().ifPresent(sources::add);
        return new InputChain(
                sources,
                new TerminalSource(
                        root.resolve("dev"),
                        files,
                        new NodesTerminals(files, ProcessHandle.current().pid())),
                new InterruptSource(files));
    }

    private static Set<String> desks(List<DeskSource> desktops) {
        Set<String> all = new HashSet<>();
        desktops.forEach(desktop -> all.addAll(desktop.desks()));
        return all;
    }

    /// Looks everywhere; by one thread, up to ten times a second.
    Presence look() {
        List<Look> looks = new ArrayList<>();
        Optional<Duration> least = Optional.empty();
        for (InputSource source : sources) {
            least = least(least, look(source, looks));
        }
        boolean told = least.isPresent();
        boolean unseen = sources.stream().anyMatch(source -> source.unseen() && (!told || knowsWhoIsThere(source)));
        least = least(least, look(terminals, looks));
        if (unseen || !told) {
            Optional<Duration> touched = look(interrupts, looks);
            least = least(least, touched);
            unseen &= touched.isEmpty();
        }
        return new Presence(unseen ? least.filter(idle -> idle.compareTo(IN_USE) < 0) : least, List.copyOf(looks));
    }

    /// Where one desktop tells, another that does not may be a forgotten one, or a login screen's:
    /// only logind knows at which of them people sit.
    private static boolean knowsWhoIsThere(InputSource source) {
        return !(source instanceof DeskSource);
    }

    /// Whether something fills a screen, as it was when all was looked at last.
    FullScreen fullScreen() {
        return FullScreen.of(desktops.stream().map(DeskSource::fullScreen));
    }

    private static Optional<Duration> look(InputSource source, List<Look> looks) {
        InputSource.Seen seen = source.look();
        looks.add(new Look(source.name(), seen));
        return seen.idle();
    }

    static Optional<Duration> least(Optional<Duration> one, Optional<Duration> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        return one.get().compareTo(other.get()) <= 0 ? one : other;
    }

    @Override
    public void close() {
        sources.forEach(InputSource::close);
        terminals.close();
        interrupts.close();
    }
}
