// SPDX-License-Identifier: Apache-2.0
package dsg.wasm;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import run.endive.runtime.HostFunction;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmFunctionHandle;

/// The wall around the folders that a module sees. The library looks at paths as text; here each part of a path is
/// looked at on the disk before the library gets it, so that no link leads a module anywhere. What a module is told of
/// files is the same on every system: folders are listed in the order of their names, and files have no numbers of the
/// machine's.
final class OwnFolders {

    /// What WASI calls them.
    private static final int OK = 0;

    private static final int BAD_NUMBER = 8;
    private static final int BAD_NAME = 25;
    private static final int INVALID = 28;
    private static final int IO = 29;
    private static final int LOOP = 32;
    private static final int NOT_THERE = 44;
    private static final int NO_FOLDER = 54;
    private static final int NOT_EMPTY = 55;
    private static final int NOT_SUPPORTED = 58;
    private static final int NOT_CAPABLE = 76;

    private static final int FOLLOW = 1;
    private static final int STAT_BYTES = 64;
    private static final int ENTRY_BYTES = 24;

    /// The first numbers are of what is printed and read.
    private static final int FIRST_FOLDER = 3;

    private final List<Path> roots;
    private final Map<Integer, Path> open = new HashMap<>();

    /// @param roots in the order in which the library has them
    OwnFolders(List<Path> roots) {
        this.roots = List.copyOf(roots);
        roots.forEach(root -> open.put(FIRST_FOLDER + open.size(), root));
    }

    /// The library's functions with the wall before them.
    HostFunction[] around(HostFunction[] library) {
        return Stream.of(library)
                .map(function ->
                        new HostFunction(function.module(), function.name(), function.functionType(), around(function)))
                .toArray(HostFunction[]::new);
    }

    private WasmFunctionHandle around(HostFunction function) {
        WasmFunctionHandle library = function.handle();
        return switch (function.name()) {
            case "path_open" -> (instance, args) -> openPath(library, instance, args);
            case "path_create_directory", "path_remove_directory" ->
                (instance, args) -> checked(library, instance, args, path(instance, args, 0, 1, false));
            case "path_filestat_set_times" ->
                (instance, args) -> checked(library, instance, args, path(instance, args, 0, 2, false));
            case "path_unlink_file" ->
                (instance, args) -> checked(library, instance, args, path(instance, args, 0, 1, true));
            case "path_link" ->
                (instance, args) -> checked(
                        library, instance, args, path(instance, args, 0, 2, false), path(instance, args, 4, 5, false));
            case "path_rename" -> (instance, args) -> answer(rename(instance, args));
            case "path_symlink" -> (_, _) -> answer(NOT_SUPPORTED);
            case "path_readlink" ->
                (instance, args) ->
                        answer(path(instance, args, 0, 1, true) instanceof Found.No(int error) ? error : INVALID);
            case "path_filestat_get" -> (instance, args) -> answer(statPath(instance, args));
            case "fd_filestat_get" -> (instance, args) -> statOpen(library, instance, args);
            case "fd_readdir" -> (instance, args) -> answer(list(instance.memory(), args));
            case "fd_close" -> (instance, args) -> close(library, instance, args);
            case "fd_renumber" -> (instance, args) -> renumber(library, instance, args);
            default -> library;
        };
    }

    private static long[] answer(int error) {
        return new long[] {error};
    }

    /// A path of the module's: on this machine, or why it may not have it.
    private sealed interface Found {
        record Yes(Path path) implements Found {}

        record No(int error) implements Found {}
    }

    private static long[] checked(WasmFunctionHandle library, Instance instance, long[] args, Found... paths) {
        for (Found path : paths) {
            if (path instanceof Found.No(int error)) {
                return answer(error);
            }
        }
        return library.apply(instance, args);
    }

    /// @param folder which of the arguments is the number of a folder
    /// @param name which is the address of the path from there; its length is the next
    /// @param link whether it may be a link itself, for it is not followed
    private Found path(Instance instance, long[] args, int folder, int name, boolean link) {
        Path from = open.get((int) args[folder]);
        if (from == null) {
            return new Found.No(BAD_NUMBER);
        }
        String text = instance.memory().readString((int) args[name], (int) args[name + 1]);
        if (File.separatorChar == '\\' && (text.contains("\\") || text.contains(":"))) {
            return new Found.No(BAD_NAME); // to Windows, other places
        }
        try {
            Path path = from.resolve(text).normalize();
            if (text.startsWith("/") || !path.startsWith(from)) {
                return new Found.No(NOT_CAPABLE);
            }
            Path looked = link && !roots.contains(path) && path.getParent() != null ? path.getParent() : path;
            return isWithoutLinks(root(from), looked) ? new Found.Yes(path) : new Found.No(LOOP);
        } catch (InvalidPathException _) {
            return new Found.No(BAD_NAME);
        }
    }

    private Path root(Path path) {
        return roots.stream().filter(path::startsWith).findFirst().orElseThrow();
    }

    /// Whether nothing below the root on the way to this path is a link, itself included.
    static boolean isWithoutLinks(Path root, Path path) {
        Path at = root;
        for (Path part : root.relativize(path)) {
            at = at.resolve(part);
            if (Files.isSymbolicLink(at)) {
                return false;
            }
        }
        return true;
    }

    private long[] openPath(WasmFunctionHandle library, Instance instance, long[] args) {
        Found found = path(instance, args, 0, 2, false);
        long[] answer = checked(library, instance, args, found);
        if (answer[0] == OK && found instanceof Found.Yes(Path path)) {
            open.put(instance.memory().readInt((int) args[8]), path);
        }
        return answer;
    }

    private long[] close(WasmFunctionHandle library, Instance instance, long[] args) {
        long[] answer = library.apply(instance, args);
        if (answer[0] == OK) {
            open.remove((int) args[0]);
        }
        return answer;
    }

    private long[] renumber(WasmFunctionHandle library, Instance instance, long[] args) {
        long[] answer = library.apply(instance, args);
        if (answer[0] == OK) {
            Optional.ofNullable(open.remove((int) args[0]))
                    .ifPresentOrElse(path -> open.put((int) args[1], path), () -> open.remove((int) args[1]));
        }
        return answer;
    }

    private int statPath(Instance instance, long[] args) {
        return switch (path(instance, args, 0, 2, (args[1] & FOLLOW) == 0)) {
            case Found.No(int error) -> error;
            case Found.Yes(Path path) -> stat(instance.memory(), path, (int) args[4]);
        };
    }

    private long[] statOpen(WasmFunctionHandle library, Instance instance, long[] args) {
        Path path = open.get((int) args[0]);
        // What was removed or moved while it is open is known to the library alone.
        return path != null && Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                ? answer(stat(instance.memory(), path, (int) args[1]))
                : library.apply(instance, args);
    }

    private int stat(Memory memory, Path path, int at) {
        try {
            BasicFileAttributes file = attributes(path);
            ByteBuffer stat = ByteBuffer.allocate(STAT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            stat.putLong(0).putLong(number(path)).putLong(kind(file)).putLong(1);
            stat.putLong(file.isRegularFile() ? file.size() : 0);
            stat.putLong(file.lastAccessTime().to(TimeUnit.NANOSECONDS));
            stat.putLong(file.lastModifiedTime().to(TimeUnit.NANOSECONDS));
            stat.putLong(file.lastModifiedTime().to(TimeUnit.NANOSECONDS));
            memory.write(at, stat.array());
            return OK;
        } catch (NoSuchFileException _) {
            return NOT_THERE;
        } catch (IOException _) {
            return IO;
        }
    }

    /// The library asks for more than an atomic move can do.
    private int rename(Instance instance, long[] args) {
        Found from = path(instance, args, 0, 1, true);
        Found to = path(instance, args, 3, 4, true);
        if (from instanceof Found.Yes(Path before) && to instanceof Found.Yes(Path after)) {
            try {
                Files.move(before, after, StandardCopyOption.ATOMIC_MOVE);
                open.replaceAll((_, path) -> path.equals(before) ? after : path);
                return OK;
            } catch (NoSuchFileException _) {
                return NOT_THERE;
            } catch (DirectoryNotEmptyException | FileAlreadyExistsException _) {
                return NOT_EMPTY;
            } catch (IOException _) {
                return IO;
            }
        }
        return from instanceof Found.No(int error) ? error : ((Found.No) to).error();
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /// The same on every machine, and never 0.
    private long number(Path path) {
        Path root = root(path);
        return 1
                + roots.indexOf(root)
                + 2L * (root.relativize(path).toString().replace('\\', '/').hashCode() & 0xffffffffL);
    }

    private static byte kind(BasicFileAttributes file) {
        return (byte) (file.isDirectory() ? 3 : file.isRegularFile() ? 4 : file.isSymbolicLink() ? 7 : 0);
    }

    /// What is in a folder, from the entry on at which the last answer ended; the last that fits is cut off.
    private int list(Memory memory, long[] args) {
        Path folder = open.get((int) args[0]);
        if (folder == null) {
            return BAD_NUMBER;
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return NO_FOLDER;
        }
        int room = (int) args[2];
        int used = 0;
        try {
            List<String> names = names(folder);
            for (long next = args[3]; next >= 0 && next < names.size() && used < room; next++) {
                byte[] entry = entry(folder, names.get((int) next), next + 1);
                int fits = Math.min(entry.length, room - used);
                memory.write((int) args[1] + used, entry, 0, fits);
                used += fits;
            }
        } catch (IOException _) {
            return IO;
        }
        memory.writeI32((int) args[4], used);
        return OK;
    }

    private static List<String> names(Path folder) throws IOException {
        List<String> names = new ArrayList<>(List.of(".", ".."));
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString()).sorted().forEach(names::add);
        }
        return names;
    }

    private byte[] entry(Path folder, String name, long next) throws IOException {
        // What is above a module's own folder is that folder.
        boolean above = name.equals("..") && roots.contains(folder);
        Path file = above ? folder : folder.resolve(name).normalize();
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer entry = ByteBuffer.allocate(ENTRY_BYTES + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        entry.putLong(next).putLong(number(file)).putInt(bytes.length);
        entry.put(kind(attributes(file))).position(ENTRY_BYTES);
        return entry.put(bytes).array();
    }
}
