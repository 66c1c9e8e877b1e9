// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Digest;
import dsg.wire.Identity;
import dsg.wire.LocalAddresses;
import dsg.wire.Membership;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// That this machine is a node of another machine's grid.
///
/// @param folder where this is written, and the node's keys with it
/// @param grid the grid's name
/// @param name what this machine is called there
/// @param coordinator where the coordinator was, the latest first
record Joined(Path folder, String grid, String name, List<InetSocketAddress> coordinator) {

    private static final String FILE = "grid.json";

    /// What is written in this folder; none if this machine is in no other grid.
    static Optional<Joined> read(Path folder) {
        try {
            JsonNode file = GridClient.JSON.readTree(folder.resolve(FILE));
            List<InetSocketAddress> addresses = new ArrayList<>();
            for (JsonNode address : file.path("coordinator")) {
                addresses.add(address(address.asString()));
            }
            return Optional.of(new Joined(
                    folder, file.path("grid").asString(), file.path("name").asString(), addresses));
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    /// The node's key and certificate, and the grid's CA.
    Identity identity() {
        return keys(folder);
    }

    static Identity keys(Path folder) {
        return new Identity(folder.resolve("keys"));
    }

    /// The grid's identity.
    Digest id() {
        return identity().grid();
    }

    /// Keeps what a grid has answered; from then on this machine is its node.
    static Joined keep(Path folder, Membership membership, InetSocketAddress coordinator) {
        try {
            keys(folder).keep(membership.certificate(), membership.authority());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Joined joined = new Joined(folder, membership.grid(), membership.name(), List.of(coordinator));
        joined.write();
        return joined;
    }

    /// Remembers where the coordinator is now.
    void moved(List<InetSocketAddress> addresses) {
        new Joined(folder, grid, name, addresses).write();
    }

    private void write() {
        Map<String, Object> file = Map.of(
                "grid",
                grid,
                "name",
                name,
                "coordinator",
                coordinator.stream().map(LocalAddresses::text).toList());
        try {
            Path made = Files.createTempFile(folder, "new", ".json");
            Files.writeString(made, GridClient.pretty(file) + "\n");
            Files.move(made, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// This machine is not its node any more; its key is gone.
    void end() {
        try {
            // First what says so: whatever is left after a crash in between means nothing.
            Files.deleteIfExists(folder.resolve(FILE));
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads what somebody wrote: an address or name, and a port if it is not 7301.
    static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon > text.lastIndexOf(']')
                && text.indexOf(':') == (text.startsWith("[") ? text.indexOf(':') : colon);
        String host = hasPort ? text.substring(0, colon) : text;
        String port = hasPort ? text.substring(colon + 1) : Integer.toString(JoinCommand.DEFAULT_NODE_PORT);
        try {
            if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
                throw new UnknownHostException("`" + port + "` is no port");
            }
            return new InetSocketAddress(
                    InetAddress.getByName(host.replaceAll("^\\[|\\]$", "")), Integer.parseInt(port));
        } catch (UnknownHostException e) {
            throw new CommandFailure(
                    ExitStatus.USAGE,
                    "`" + Terminal.harmless(text) + "` is no address.",
                    String.valueOf(e.getMessage()),
                    "Write it as dsg invite shows it: dsg join 192.168.1.20:7301 --code CODE");
        }
    }
}
