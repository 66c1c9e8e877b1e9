// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a task in a sandbox sees of the machine's files: programs and their settings, and what the owner shows besides;
/// all of it for reading, and nothing else.
///
/// @param own a folder of the node's own, for what is made up for tasks
/// @param shown the folders that the owner shows to tasks
record View(Path own, Set<Path> shown) {

    static final String TASK = "/task";
    static final String HOME = "/home/task";
    static final String TMP = "/tmp";

    /// Programs and their data, for reading only.
    private static final List<String> SYSTEM_FOLDERS =
            List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt");

    /// What programs need of `/etc`: how to find libraries, each other and their settings; nothing about
    /// people.
    private static final List<String> SETTINGS = List.of(
            "/etc/alternatives",
            "/etc/ca-certificates",
            "/etc/fonts",
            "/etc/ld.so.cache",
            "/etc/ld.so.conf",
            "/etc/ld.so.conf.d",
            "/etc/localtime",
            "/etc/magic",
            "/etc/matplotlibrc",
            "/etc/mime.types",
            "/etc/octave.conf",
            "/etc/OpenCL",
            "/etc/openmpi",
            "/etc/papersize",
            "/etc/perl",
            "/etc/R",
            "/etc/ssl/certs",
            "/etc/texmf");

    /// Settings of which a machine has one a version: Debian's JDKs and Pythons keep theirs there.
    private static final List<String> SETTINGS_BY_VERSION = List.of("ImageMagick-", "java-", "julia", "python3");

    /// Programs ask who they are: the only user and group inside.
    private static final Map<String, String> PEOPLE =
            Map.of("passwd", "task:x:65534:65534:task:/home/task:/bin/sh\n", "group", "task:x:65534:\n");

    /// How to find other machines, for tasks that may use the network.
    private static final List<String> NETWORK =
            List.of("/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/services", "/etc/protocols");

    View {
        shown = Set.copyOf(shown);
    }

    /// Writes down what is made up for tasks.
    static View make(Path own, Set<Path> shown) throws IOException {
        Files.createDirectories(own);
        for (var file : PEOPLE.entrySet()) {
            Files.writeString(own.resolve(file.getKey()), file.getValue());
        }
        return new View(own, shown);
    }

    /// The same with these folders besides.
    View showing(Set<Path> more) {
        Set<Path> all = new HashSet<>(shown);
        all.addAll(more);
        return new View(own, all);
    }

    /// As arguments of a program that makes it: each a word, then what is shown, then where.
    ///
    /// @param see the word for showing a file or folder with all below it
    /// @param link the word for making a symbolic link
    List<String> arguments(boolean network, String see, String link) {
        List<String> view = new ArrayList<>();
        SYSTEM_FOLDERS.forEach(folder -> show(view, Path.of(folder), see, link));
        SETTINGS.forEach(settings -> show(view, Path.of(settings), see, link));
        settingsByVersion().forEach(settings -> show(view, settings, see, link));
        for (String file : PEOPLE.keySet().stream().sorted().toList()) {
            view.addAll(List.of(see, own.resolve(file).toString(), "/etc/" + file));
        }
        Path java = Path.of(System.getProperty("java.home"));
        if (SYSTEM_FOLDERS.stream().noneMatch(java::startsWith)) {
            show(view, java, see, link);
        }
        if (network) {
            NETWORK.forEach(settings -> show(view, Path.of(settings), see, link));
        }
        // What is seen already would only be shown once more.
        shown.stream()
                .filter(folder -> SYSTEM_FOLDERS.stream().noneMatch(folder::startsWith))
                .filter(Files::exists)
                .sorted()
                .forEach(folder -> view.addAll(List.of(see, folder.toString(), folder.toString())));
        return List.copyOf(view);
    }

    private static void show(List<String> view, Path path, String see, String link) {
        try {
            if (Files.isSymbolicLink(path)) {
                view.addAll(List.of(link, Files.readSymbolicLink(path).toString(), path.toString()));
            } else if (Files.exists(path)) {
                view.addAll(List.of(see, path.toString(), path.toString()));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Path> settingsByVersion() {
        try (var entries = Files.list(Path.of("/etc"))) {
            return entries.filter(entry -> SETTINGS_BY_VERSION.stream()
                            .anyMatch(entry.getFileName().toString()::startsWith))
                    .sorted()
                    .toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    /// What this absolute path is to a task.
    Rung.Sight sight(Path file) {
        boolean seen = SYSTEM_FOLDERS.stream().anyMatch(file::startsWith)
                || shown.stream().anyMatch(file::startsWith)
                || file.startsWith(System.getProperty("java.home"));
        return seen ? Rung.Sight.SEEN : file.startsWith(TASK) ? Rung.Sight.OWN : Rung.Sight.HIDDEN;
    }
}
