// SPDX-License-Identifier: Apache-2.0
package dsg.type;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The folder in which the jars of task types lie that a machine's owner has allowed. What he changes there is seen at
/// once.
public final class TypeFolder {

    private final Path folder;
    private Optional<FileTime> seen = Optional.empty();
    private TaskTypes types = TaskTypes.builtIn();

    /// @param folder need not exist
    public TypeFolder(Path folder) {
        this.folder = folder;
    }

    /// The types that are known now.
    public synchronized TaskTypes current() {
        Optional<FileTime> now = written();
        if (!now.equals(seen)) {
            seen = now;
            types = TaskTypes.of(folder);
        }
        return types;
    }

    private Optional<FileTime> written() {
        try {
            return Optional.of(Files.getLastModifiedTime(folder.resolve(TaskTypes.ALLOWED)));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// Allows a jar: copies it, and notes its hash. One of the same types that was allowed before is replaced.
    ///
    /// @return the types it brings
    /// @throws IOException if it cannot be read, or the folder not be written
    /// @throws IllegalArgumentException if it brings none that could be taken; the message says why
    public List<TaskTypes.Known> allow(Path jar) throws IOException {
        List<TaskTypes.Known> brought = TaskTypes.inside(jar);
        Map<String, String> allowed = new LinkedHashMap<>(TaskTypes.allowed(folder));
        for (TaskTypes.Known known : brought) {
            jarOf(known.type().name()).ifPresent(allowed::remove);
        }
        String name = brought.getFirst().type().name() + ".jar";
        Files.createDirectories(folder);
        Path fresh = folder.resolve(name + ".new");
        Files.copy(jar, fresh, StandardCopyOption.REPLACE_EXISTING);
        Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        allowed.put(name, brought.getFirst().pin());
        write(allowed);
        return brought;
    }

    /// Takes back what was allowed: the jar that brings this type.
    ///
    /// @return whether there was one
    /// @throws IOException if the folder cannot be written
    public boolean forbid(String type) throws IOException {
        Optional<String> jar = jarOf(type);
        if (jar.isEmpty()) {
            return false;
        }
        Map<String, String> allowed = new LinkedHashMap<>(TaskTypes.allowed(folder));
        allowed.remove(jar.get());
        write(allowed);
        Files.deleteIfExists(folder.resolve(jar.get()));
        return true;
    }

    private Optional<String> jarOf(String type) {
        Map<String, String> allowed = TaskTypes.allowed(folder);
        return Optional.ofNullable(TaskTypes.of(folder).known().get(type))
                .filter(known -> !known.pin().isEmpty())
                .flatMap(known -> allowed.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(known.pin()))
                        .map(Map.Entry::getKey)
                        .findFirst())
                .or(() -> Optional.of(type + ".jar").filter(allowed::containsKey));
    }

    private void write(Map<String, String> allowed) throws IOException {
        Path fresh = folder.resolve(TaskTypes.ALLOWED + ".new");
        Files.writeString(
                fresh,
                allowed.entrySet().stream()
                        .map(entry -> entry.getValue() + "  " + entry.getKey() + "\n")
                        .collect(Collectors.joining()));
        Files.move(
                fresh,
                folder.resolve(TaskTypes.ALLOWED),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
