// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether what a task has left under the name of an output is a file of its own; if not, why, and what to do.
final class MadeFile {

    private static final int NAMES_SHOWN = 6;

    private MadeFile() {}

    /// Everything that the task started is gone by now, so nobody can swap a file for a link after this look.
    static Optional<String> whyNotTaken(TaskFolder folder, Path file, Output output) throws IOException {
        String it = "its output " + output.path();
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of("it ended with exit code 0 but did not make " + it + "; " + whatIsThere(folder));
        }
        if (!Files.exists(file)) {
            return Optional.of(it + " is a link to nothing, or to itself; leave the file itself there");
        }
        // The folder's own path is real; a task that has put a link in its place gains nothing.
        if (!file.toRealPath().startsWith(folder.task())) {
            return Optional.of(it + " is a link that leaves the task's folder; copy the file instead: cp -L");
        }
        if (Files.isDirectory(file)) {
            return Optional.of("%s is a folder; pack it, and name that: tar cf %s.tar %s"
                    .formatted(it, output.path(), output.path()));
        }
        return Files.isRegularFile(file) ? Optional.empty() : Optional.of(it + " is no file; write a file there");
    }

    private static String whatIsThere(TaskFolder folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder.task())) {
            List<String> names = entries.map(entry -> entry.getFileName().toString())
                    .sorted()
                    .limit(NAMES_SHOWN + 1L)
                    .toList();
            return names.isEmpty()
                    ? "its folder is empty"
                    : "its folder holds " + String.join(", ", names.subList(0, Math.min(names.size(), NAMES_SHOWN)))
                            + (names.size() > NAMES_SHOWN ? ", and more" : "");
        }
    }
}
