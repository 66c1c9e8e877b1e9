// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Order;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The same hostile task as in [EscapeTest] in a container.
@Timeout(180)
class ContainerEscapeTest extends ContainerBench {

    /// What of a sandbox is otherwise in a container. The engine's own filter of system calls refuses by other errors,
    /// and podman's lets a task make user namespaces of its own, in which it has no more than it had; the image has
    /// folders that a sandbox has not; the task is the first process, so that the first process is no stranger.
    private static final Set<String> OTHERWISE = Set.of(
            "calls about keys",
            "calls about mounts",
            "calls about namespaces",
            "calls into the kernel",
            "calls of other machines",
            "clone3",
            "control groups",
            "files of the machine",
            "for reading only",
            "init",
            "memory of others",
            "namespaces by clone",
            "odd families of sockets",
            "personality",
            "processes",
            "terminals",
            "user namespace");

    /// What a hostile task says of what must hold in a container, too.
    private Map<String, String> hostile(boolean network) throws IOException, InterruptedException {
        EngineSearch.Found found = found();
        try (ServerSocket machine = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var script = Objects.requireNonNull(EscapeTest.class.getResourceAsStream("hostile.py"))) {
            Order order = order(
                    512,
                    Map.of("OWN", "7.main.1.a1"),
                    network,
                    "/usr/bin/python3",
                    "-c",
                    new String(script.readAllBytes(), StandardCharsets.UTF_8),
                    work.toString(),
                    Integer.toString(machine.getLocalPort()));
            Container container = start(found, order, imageWithPython());
            container.running().await();
            Map<String, String> said = container
                    .out()
                    .lines()
                    .map(line -> line.split(": ", 2))
                    .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (a, _) -> a, TreeMap::new));
            said.keySet().removeAll(OTHERWISE);
            assertThat(said)
                    .describedAs(Files.readString(container.folder().err()))
                    .hasSizeGreaterThanOrEqualTo(20);
            return said;
        }
    }

    @Test
    void aHostileTaskGetsNothingInAContainerEither() throws IOException, InterruptedException {
        Map<String, String> said = hostile(false);

        assertThat(said.values()).describedAs(said.toString()).containsOnly("held");
    }

    @Test
    void aNetworkThatIsLeftOnIsFoundOut() throws IOException, InterruptedException {
        assertThat(hostile(true).get("network")).startsWith("broken");
    }
}
