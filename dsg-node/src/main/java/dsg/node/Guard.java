// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// Sees to it that plain processes do not outlive the node, however it ends: a small shell that waits for the node's
/// end of a pipe to close, and then ends everything that has its HOME or its current folder below the node's work
/// folder. Sandboxes need none: they end with the node by themselves.
final class Guard implements AutoCloseable {

    private static final String SCRIPT = """
            trap '' INT TERM HUP
            cat > /dev/null
            for round in 1 2 3 4 5 6 7 8 9 10; do
                for process in /proc/[0-9]*; do
                    pid=${process#/proc/}
                    [ "$pid" = $$ ] && continue
                    case "$(readlink "$process/cwd" 2>/dev/null)/" in
                        "$WORK"/*) kill -9 "$pid" 2>/dev/null; continue ;;
                    esac
                    if tr '\\0' '\\n' < "$process/environ" 2>/dev/null | grep -q -F "HOME=$WORK/"; then
                        kill -9 "$pid" 2>/dev/null
                    fi
                done 2>/dev/null
                sleep 0.1
            done
            """;

    private final Process process;

    /// Starts to guard what runs below this folder.
    Guard(Path work) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", SCRIPT)
                .directory(Path.of("/").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(Map.of("WORK", work.toString(), "PATH", "/usr/bin:/bin"));
        process = builder.start();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
