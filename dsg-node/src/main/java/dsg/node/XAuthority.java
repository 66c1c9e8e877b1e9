// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The cookies that let one into the X servers of this machine, from all Xauthority files that may
/// be read: the node's own, those that display managers keep, and those that programs on a display
/// were started with.
///
/// @param root where `/run`, `/var` and `/proc` lie: `/`
/// @param environment of the node
record XAuthority(Path root, Map<String, String> environment) {

    private static final String COOKIE = "MIT-MAGIC-COOKIE-1";
    private static final int FILE_MAX = 64 << 10;
    private static final int ENVIRONMENT_MAX = 256 << 10;
    private static final int COOKIES_MAX = 16;

    /// What may open a display, the likeliest first.
    List<byte[]> cookies(int display) {
        List<byte[]> cookies = new ArrayList<>();
        for (Path file : files(display)) {
            for (byte[] cookie : read(file, display)) {
                if (cookies.stream().noneMatch(known -> Arrays.equals(known, cookie))) {
                    cookies.add(cookie);
                }
            }
        }
        return cookies.subList(0, Math.min(cookies.size(), COOKIES_MAX));
    }

    private Set<Path> files(int display) {
        Set<Path> files = new LinkedHashSet<>(named(environment));
        for (Path user : UserFolders.matching(root.resolve("run/user"), "*")) {
            files.add(user.resolve("gdm/Xauthority"));
            files.addAll(UserFolders.matching(user, "{xauth_*,.mutter-Xwaylandauth*}"));
        }
        for (String folder : List.of("var/run/lightdm/root", "run/lightdm/root")) {
            files.add(root.resolve(folder).resolve(":" + display));
        }
        files.addAll(UserFolders.matching(root.resolve("run/sddm"), "*"));
        for (Path process : UserFolders.matching(root.resolve("proc"), "[0-9]*")) {
            Map<String, String> started = environment(process.resolve("environ"));
            if (started.getOrDefault("DISPLAY", "").matches("(unix)?:" + display + "(\\.[0-9]+)?")) {
                files.addAll(named(started));
            }
        }
        return files;
    }

    private static List<Path> named(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "");
        return Stream.of(environment.getOrDefault("XAUTHORITY", ""), home.isEmpty() ? "" : home + "/.Xauthority")
                .filter(file -> file.startsWith("/"))
                .map(Path::of)
                .toList();
    }

    private static Map<String, String> environment(Path file) {
        Map<String, String> variables = new java.util.HashMap<>();
        String text = new String(bytes(file, ENVIRONMENT_MAX), StandardCharsets.UTF_8);
        for (String variable : text.split("\0")) {
            String[] halves = variable.split("=", 2);
            if (halves.length == 2 && Set.of("DISPLAY", "XAUTHORITY", "HOME").contains(halves[0])) {
                variables.put(halves[0], halves[1]);
            }
        }
        return variables;
    }

    /// The cookies for a display that a file holds. What addresses they are for is not looked at:
    /// hosts are renamed, and a wrong cookie opens nothing.
    static List<byte[]> read(Path file, int display) {
        List<byte[]> cookies = new ArrayList<>();
        ByteBuffer entries = ByteBuffer.wrap(bytes(file, FILE_MAX)); // big-endian, as the file is
        try {
            while (entries.hasRemaining()) {
                entries.getShort(); // the address's family
                counted(entries); // the address
                String number = new String(counted(entries), StandardCharsets.ISO_8859_1);
                String kind = new String(counted(entries), StandardCharsets.ISO_8859_1);
                byte[] secret = counted(entries);
                if (kind.equals(COOKIE)
                        && secret.length > 0
                        && (number.isEmpty() || number.equals(Integer.toString(display)))) {
                    cookies.add(secret);
                }
            }
        } catch (BufferUnderflowException _) {
            // the file is being written, or is none of these
        }
        return cookies;
    }

    private static byte[] counted(ByteBuffer entries) {
        byte[] bytes = new byte[Short.toUnsignedInt(entries.getShort())];
        entries.get(bytes);
        return bytes;
    }

    /// Other people may name a file here that is none, and would be waited for without end.
    private static byte[] bytes(Path file, int most) {
        if (!Files.isRegularFile(file)) {
            return new byte[0];
        }
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        } catch (IOException | SecurityException _) {
            return new byte[0];
        }
    }
}
