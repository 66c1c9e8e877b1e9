// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// What `/proc` (proc(5)) tells of processes and their children. Processes come and go while one looks: what
/// is gone is left out.
final class ProcessTree {

    private static final Path PROC = Path.of("/proc");

    private ProcessTree() {}

    /// The children of this process, of all its threads.
    static List<Integer> children(long pid) {
        List<Integer> children = new ArrayList<>();
        try (var threads = Files.newDirectoryStream(PROC.resolve(pid + "/task"))) {
            for (Path thread : threads) {
                children.addAll(childrenOfThread(thread));
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException _) {
            // It is gone, and so are its children's ties to it.
        }
        return children;
    }

    /// This process and all that it has started, parents before their children.
    static List<Integer> all(int root) {
        List<Integer> all = new ArrayList<>(List.of(root));
        for (int next = 0; next < all.size(); next++) {
            all.addAll(children(all.get(next)));
        }
        return all;
    }

    /// The children of this process's first thread: of the node itself, only those that lost their own
    /// parents.
    static List<Integer> adopted(long pid) {
        return childrenOfThread(PROC.resolve(pid + "/task/" + pid));
    }

    private static List<Integer> childrenOfThread(Path thread) {
        return read(thread.resolve("children")).stream()
                .flatMap(text -> java.util.Arrays.stream(text.trim().split(" ")))
                .filter(text -> !text.isEmpty())
                .map(Integer::valueOf)
                .toList();
    }

    /// The processes of a task that should hear that they are to end: of a plain process itself; of a sandbox
    /// not its keepers, which would end everything at once, but the command that they keep.
    static List<Integer> commands(int pid) {
        if (!isKeeper(pid)) {
            return List.of(pid);
        }
        return children(pid).stream().flatMap(child -> commands(child).stream()).toList();
    }

    private static boolean isKeeper(int pid) {
        return read(PROC.resolve(pid + "/comm"))
                .filter(name -> name.trim().equals("bwrap"))
                .isPresent();
    }

    /// The largest resident set in KiB that a process of this tree has had so far.
    static long peakKib(long root) {
        long peak = 0;
        Deque<Long> left = new ArrayDeque<>(List.of(root));
        while (!left.isEmpty()) {
            long pid = left.pop();
            peak = Math.max(peak, peakOfOneKib(pid));
            children(pid).forEach(child -> left.push(child.longValue()));
        }
        return peak;
    }

    /// The resident sets in KiB of this process and all that it has started; what they share counts for each.
    static long residentKib(long root) {
        return all((int) root).stream()
                .mapToLong(pid -> memoryKib(pid, "VmRSS:"))
                .sum();
    }

    private static long peakOfOneKib(long pid) {
        return memoryKib(pid, "VmHWM:");
    }

    private static long memoryKib(long pid, String what) {
        return read(PROC.resolve(pid + "/status")).stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(what))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }

    /// The session that the process belongs to, 0 if it is gone.
    static int session(int pid) {
        // pid (comm) state ppid pgrp session …; the name may hold anything, so it is cut at its last bracket.
        return read(PROC.resolve(pid + "/stat"))
                .map(text -> text.substring(text.lastIndexOf(')') + 2).split(" "))
                .map(fields -> Integer.parseInt(fields[3]))
                .orElse(0);
    }

    /// Whether the process was started with this variable in its environment, or works in this folder.
    static boolean belongsTo(int pid, String variable, Path folder) {
        boolean named = read(PROC.resolve(pid + "/environ")).stream()
                .flatMap(text -> java.util.Arrays.stream(text.split("\0")))
                .anyMatch(variable::equals);
        return named || worksIn(pid, folder);
    }

    private static boolean worksIn(int pid, Path folder) {
        try {
            return Files.readSymbolicLink(PROC.resolve(pid + "/cwd")).startsWith(folder);
        } catch (IOException _) {
            return false;
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
