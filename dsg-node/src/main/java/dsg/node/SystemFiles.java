// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// The files in which Linux tells of its machine, below `/proc`, `/sys` and `/etc`. What cannot be read is not there.
///
/// @param root where those folders lie: `/`
record SystemFiles(Path root) {

    /// A file's text without the blanks around it; none if it is empty or cannot be read.
    Optional<String> text(String path) {
        try {
            String text = Files.readString(root.resolve(path)).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IOException | UncheckedIOException | SecurityException _) {
            return Optional.empty(); // the driver answers only with an error, or the device has just gone
        }
    }

    List<String> lines(String path) {
        return text(path).map(text -> text.lines().toList()).orElse(List.of());
    }

    /// The whole number that a file holds.
    OptionalLong number(String path) {
        try {
            return text(path).map(Long::parseLong).map(OptionalLong::of).orElse(OptionalLong.empty());
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    /// The names in a folder, in their order.
    List<String> names(String folder) {
        try (Stream<Path> entries = Files.list(root.resolve(folder))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException | UncheckedIOException | SecurityException _) {
            return List.of();
        }
    }

    boolean exists(String path) {
        return Files.exists(root.resolve(path));
    }

    /// The last name of what a link leads to.
    Optional<String> target(String link) {
        try {
            return Optional.of(
                    Files.readSymbolicLink(root.resolve(link)).getFileName().toString());
        } catch (IOException | UnsupportedOperationException | SecurityException _) {
            return Optional.empty();
        }
    }

    /// How many numbers a list such as `0-3,8` has.
    static int count(String list) {
        int count = 0;
        for (String part : list.split(",", -1)) {
            String[] ends = part.strip().split("-", 2);
            try {
                int first = Integer.parseInt(ends[0]);
                count += ends.length == 1 ? 1 : Math.max(0, Integer.parseInt(ends[1]) - first + 1);
            } catch (NumberFormatException _) {
                // says nothing
            }
        }
        return count;
    }
}
