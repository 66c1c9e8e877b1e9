// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// An example that comes with DSG: a folder with a job file, the programs and data that it takes, a README, and
/// `example.yaml`, which says in one line each what it is about, how long it takes, and what it needs.
///
/// @param needs programs that must be on the machines, beside what DSG brings along
record Example(String name, Path folder, String about, String takes, List<String> needs) {

    /// Says what the example is; stays behind when the example is fetched.
    private static final String CARD = "example.yaml";

    private static final Set<String> NOT_PART_OF_IT = Set.of(CARD, "dsg-results", "target");

    /// All examples, by name.
    static List<Example> all() {
        try (Stream<Path> folders = Files.list(shelf())) {
            return folders.filter(folder -> Files.isRegularFile(folder.resolve(CARD)))
                    .map(Example::read)
                    .sorted((a, b) -> a.name.compareTo(b.name))
                    .toList();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /// The example of this name.
    static Example named(String name) {
        List<Example> all = all();
        return all.stream()
                .filter(example -> example.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitStatus.NOT_FOUND,
                        "There is no example `" + Terminal.harmless(name) + "`.",
                        "The examples are "
                                + String.join(
                                        ", ", all.stream().map(Example::name).toList()) + ".",
                        "Read what each is about: dsg example list"));
    }

    /// Where the examples lie: where the launcher says, else beside the jar.
    private static Path shelf() {
        String jar = System.getProperty("java.class.path").split(File.pathSeparator)[0];
        Path shelf = Optional.ofNullable(System.getProperty("dsg.examples"))
                .map(Path::of)
                .orElseGet(() -> Path.of(jar).resolveSibling("examples"));
        if (!Files.isDirectory(shelf)) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    "The examples are not here.",
                    "There is no folder " + shelf + ".",
                    "Start DSG by its launcher, which knows where they are: dsg, in the folder where DSG was unpacked.");
        }
        return shelf;
    }

    private static Example read(Path folder) {
        Map<String, String> card = new HashMap<>();
        try {
            for (String line : Files.readAllLines(folder.resolve(CARD))) {
                int colon = line.indexOf(':');
                if (colon > 0 && !line.startsWith("#")) {
                    card.put(
                            line.substring(0, colon),
                            line.substring(colon + 1).replaceFirst("\\s#.*", "").strip());
                }
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        List<String> needs = Arrays.stream(card.getOrDefault("needs", "")
                        .replaceAll("[\\[\\]]", "")
                        .split(","))
                .map(String::strip)
                .filter(need -> !need.isEmpty())
                .toList();
        return new Example(
                folder.getFileName().toString(),
                folder,
                card.getOrDefault("about", ""),
                card.getOrDefault("takes", ""),
                needs);
    }

    /// What the machines need, in words.
    String needsInWords() {
        return needs.isEmpty() ? "nothing but DSG on the machines" : String.join(", ", needs) + " on the machines";
    }

    /// Its files, relative to its folder: the job file first, what lies in folders last.
    List<Path> files() {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(Files::isRegularFile)
                    .map(folder::relativize)
                    .filter(Example::isPartOfIt)
                    .forEach(files::add);
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(e);
        }
        files.sort((a, b) -> {
            int depth = Integer.compare(a.getNameCount(), b.getNameCount());
            boolean jobs = a.endsWith("job.yaml") || b.endsWith("job.yaml");
            int job = jobs ? Boolean.compare(!a.endsWith("job.yaml"), !b.endsWith("job.yaml")) : 0;
            return depth != 0 ? depth : job != 0 ? job : a.compareTo(b);
        });
        return files;
    }

    private static boolean isPartOfIt(Path file) {
        for (Path part : file) {
            if (part.toString().startsWith(".") || NOT_PART_OF_IT.contains(part.toString())) {
                return false;
            }
        }
        return true;
    }

    /// What lies in its folder, in words: files by their names, folders as `data/`.
    String contents() {
        return String.join(
                ", ",
                files().stream()
                        .map(file -> file.getNameCount() > 1 ? file.getName(0) + "/" : file.toString())
                        .distinct()
                        .toList());
    }

    /// Writes its files into a folder, which is made if it is not there. A file that is there already is never
    /// written over: then nothing is written at all.
    void writeTo(Path target) {
        List<Path> files = files();
        List<Path> there = files.stream()
                .filter(file -> Files.exists(target.resolve(file.toString()), LinkOption.NOFOLLOW_LINKS))
                .toList();
        if (!there.isEmpty()) {
            throw isThere(target, there.getFirst());
        }
        try {
            for (Path file : files) {
                Path copy = target.resolve(file.toString());
                Files.createDirectories(copy.toAbsolutePath().getParent());
                // Not Files.copy: what is installed may be read-only, and the copy is there to be changed.
                Files.write(copy, Files.readAllBytes(folder.resolve(file)), StandardOpenOption.CREATE_NEW);
            }
        } catch (FileAlreadyExistsException e) {
            throw isThere(target, Path.of(String.valueOf(e.getMessage())).getFileName());
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    "The example could not be written to " + target + ".",
                    e.getClass().getSimpleName() + ": " + e.getMessage(),
                    "Name a folder that you may write to: dsg example get " + name + " DIR");
        }
    }

    private CommandFailure isThere(Path target, Path file) {
        return new CommandFailure(
                ExitStatus.FAILED,
                "The example was not written: " + target.resolve(file.toString()) + " is there already.",
                "dsg example never writes over a file.",
                "Name another folder: dsg example get " + name + " DIR");
    }

    /// Its README.
    String readme() {
        try {
            return Files.readString(folder.resolve("README.md"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static CommandFailure unreadable(Exception e) {
        return new CommandFailure(
                ExitStatus.FAILED,
                "The examples cannot be read.",
                e.getClass().getSimpleName() + ": " + e.getMessage(),
                "Unpack DSG again.");
    }
}
