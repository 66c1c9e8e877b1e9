// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// systemd, by its command line: the machine's manager, or a person's own.
///
/// @param system whether it is the machine's
record Systemd(boolean system) {

    private static final String NOT_DONE = "The service was not changed.";

    /// Whether this machine was started by it.
    static boolean isHere() {
        return Files.isDirectory(Path.of("/run/systemd/system"));
    }

    /// Where a unit of ours is written.
    Path folder() {
        String config = Optional.ofNullable(System.getenv("XDG_CONFIG_HOME"))
                .filter(named -> !named.isBlank())
                .orElse(System.getenv().getOrDefault("HOME", "/") + "/.config");
        return system ? Path.of("/etc/systemd/system") : Path.of(config, "systemd/user");
    }

    /// Whether a package brought the unit, so that none has to be written.
    boolean isPackaged(ProcessKind kind) {
        return system
                && (Files.exists(Path.of("/usr/lib/systemd/system", ServiceUnit.name(kind)))
                        || Files.exists(Path.of("/lib/systemd/system", ServiceUnit.name(kind))));
    }

    private List<String> words(String... arguments) {
        List<String> words = new ArrayList<>(List.of("systemctl"));
        if (!system) {
            words.add("--user");
        }
        words.addAll(List.of(arguments));
        return words;
    }

    /// Reads the units anew.
    void reload() {
        Program.mustRun(NOT_DONE, words("daemon-reload"));
    }

    /// Starts it now and at every start of the machine.
    void enable(ProcessKind kind) {
        Program.mustRun(NOT_DONE, words("enable", ServiceUnit.name(kind)));
        Program.mustRun(NOT_DONE, words("restart", ServiceUnit.name(kind)));
    }

    /// Ends it, and starts it no more.
    void disable(ProcessKind kind) {
        Program.mustRun(NOT_DONE, words("disable", "--now", ServiceUnit.name(kind)));
    }

    /// Starts it anew if it runs.
    void restart(ProcessKind kind) {
        Program.mustRun("The service was not started anew.", words("try-restart", ServiceUnit.name(kind)));
    }

    /// What systemd knows of it.
    ///
    /// @param active `active`, `inactive`, `failed`, `activating` and so on
    /// @param since when it came to that, as people read it; may be empty
    /// @param enabled `enabled`, `disabled`; empty if there is no such unit
    record State(String active, String since, String enabled) {
        boolean isInstalled() {
            return enabled.startsWith("enabled");
        }

        boolean isActive() {
            return active.equals("active");
        }
    }

    /// What systemd knows of the unit.
    State state(ProcessKind kind) {
        Map<String, String> known = new LinkedHashMap<>();
        Program.run(words(
                        "show",
                        "-p",
                        "ActiveState",
                        "-p",
                        "UnitFileState",
                        "-p",
                        "StateChangeTimestamp",
                        ServiceUnit.name(kind)))
                .said()
                .lines()
                .filter(line -> line.contains("="))
                .forEach(
                        line -> known.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        return new State(
                known.getOrDefault("ActiveState", "unknown"),
                known.getOrDefault("StateChangeTimestamp", ""),
                known.getOrDefault("UnitFileState", ""));
    }
}
