// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.wire.LocalAddresses;
import dsg.wire.RelayClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/// A port of this machine's loopback that is the people's port of the coordinator elsewhere, by the
/// link of the node that this machine is. Browsers see their own machine, so a page there is one of
/// this address; a token is needed all the same.
final class PageProxy implements AutoCloseable {

    private static final int WAITING_MAX = 64;
    private static final byte[] IS_THERE =
            "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Supplier<Optional<Joined>> joined;
    private final ServerSocket listener;
    private Optional<RelayClient> coordinator = Optional.empty();

    /// Listens; whoever comes is carried once [#serve()] runs.
    ///
    /// @param joined the grid that this machine is a node of, as its node has written it down last
    /// @param port the wanted one; another one if it is taken
    PageProxy(Supplier<Optional<Joined>> joined, int port) throws IOException {
        this.joined = joined;
        this.listener = listening(port);
    }

    private static ServerSocket listening(int port) throws IOException {
        InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try {
            return new ServerSocket(port, WAITING_MAX, here);
        } catch (IOException _) {
            return new ServerSocket(0, WAITING_MAX, here);
        }
    }

    String address() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /// Asks the coordinator whether it is there.
    ///
    /// @throws CommandFailure if it cannot be reached, or does not know this node any more
    void check() {
        var _ = reached();
    }

    /// Carries whoever comes, until the process ends.
    void serve() throws IOException {
        while (true) {
            Socket browser = listener.accept();
            Thread.ofVirtual().name("browser").start(() -> carry(browser));
        }
    }

    private void carry(Socket browser) {
        Optional<RelayClient> used = Optional.empty();
        try (browser) {
            browser.setTcpNoDelay(true);
            used = Optional.of(reached());
            used.get().carry(browser.getInputStream(), browser.getOutputStream());
        } catch (IOException | CommandFailure _) {
            // The browser asks again, and then the coordinator is looked for anew: it may be elsewhere by now.
            used.ifPresent(this::forget);
        }
    }

    private synchronized void forget(RelayClient used) {
        if (coordinator.filter(used::equals).isPresent() && !isThere(used)) {
            coordinator = Optional.empty();
            used.close();
        }
    }

    private synchronized RelayClient reached() {
        RelayClient client = coordinator.orElseGet(this::look);
        coordinator = Optional.of(client);
        return client;
    }

    private RelayClient look() {
        Joined now = joined.get().orElseThrow(PageProxy::left);
        for (InetSocketAddress address : now.coordinator()) {
            RelayClient client = dialling(address, now);
            if (isThere(client)) {
                return client;
            }
            client.close();
        }
        throw new CommandFailure(
                ExitStatus.NOT_REACHABLE,
                "The grid \"" + Terminal.harmless(now.grid()) + "\" cannot be reached.",
                "Its coordinator does not answer at "
                        + String.join(
                                ", ",
                                now.coordinator().stream()
                                        .map(LocalAddresses::text)
                                        .toList()) + ".",
                "See whether the machine is on, and whether this one is in the same network.");
    }

    private static RelayClient dialling(InetSocketAddress address, Joined node) {
        try {
            return new RelayClient(address, node.identity());
        } catch (UncheckedIOException _) {
            throw left(); // its keys go first when it is removed
        }
    }

    private static CommandFailure left() {
        return new CommandFailure(
                ExitStatus.NOT_REACHABLE,
                "This machine is in no grid any more.",
                "It has left the grid, or was removed from it.",
                "Join one: dsg join");
    }

    private static boolean isThere(RelayClient client) {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        try {
            client.carry(new ByteArrayInputStream(IS_THERE), heard);
        } catch (RelayClient.RemovedException _) {
            throw left();
        } catch (IOException _) {
            return false;
        }
        return heard.toString(StandardCharsets.US_ASCII).startsWith("HTTP/1.1 200");
    }

    @Override
    public void close() throws IOException {
        listener.close();
        coordinator.ifPresent(RelayClient::close);
    }
}
