// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// Sees to it that plain processes do not outlive the node, however it ends: a small shell that waits for the
/// node's end of a pipe to close, and then ends everything that has its HOME or its current folder below this
/// node's work folder, which no later life of the node shares. Sandboxes need none: they end with the node by
/// themselves.
final class Guard implements AutoCloseable {

    // Two commands a round whatever runs on the machine; ends when two rounds in a row have found nothing.
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            cat > /dev/null
            quiet=0
            for round in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
                found=$({ grep -l -z -s -F "HOME=$WORK/" /proc/[0-9]*/environ
                          find /proc -maxdepth 2 -name cwd -lname "$WORK/*" 2> /dev/null
                        } | cut -d / -f 3 | sort -u)
                for group in $DSG_GROUPS; do
                    [ -d "$group" ] || continue
                    [ ! -e "$group/freezer.state" ] || echo THAWED > "$group/freezer.state"
                    [ ! -e "$group/cgroup.kill" ] || echo 1 > "$group/cgroup.kill"
                    rmdir "$group" 2> /dev/null || found="$found $(cat "$group/cgroup.procs" 2> /dev/null)"
                done
                if [ -n "$found" ]; then
                    kill -9 $found 2> /dev/null
                    quiet=0
                else
                    quiet=$((quiet + 1))
                fi
                [ $quiet -ge 2 ] && break
                sleep 0.1
            done
            [ ! -x "$STRAYS" ] || exec "$STRAYS"
            """;

    private final Process process;

    /// Starts to guard what runs below this folder.
    ///
    /// @param groups whose groups' processes are this node's, frozen or not
    Guard(Path work, Cgroups groups) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", SCRIPT)
                .directory(Path.of("/").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "WORK",
                        work.toString(),
                        "STRAYS",
                        Containers.strays(work).toString(),
                        "DSG_GROUPS",
                        String.join("\n", groups.patterns()),
                        "PATH",
                        "/usr/bin:/bin"));
        process = builder.start();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
