// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the owner of a machine asks its node how it stands, and says that he has changed his policy: a socket in the
/// node's own folder, which nobody else may open. It is there whether a coordinator is or not. Whoever connects says in
/// a
/// line what he wants to know, and is told in JSON how things are, after the node has looked at the policy.
public final class OwnerDoor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OwnerDoor.class);
    /// What is allowed, and why not.
    public static final String STANDING = "standing";
    /// The same, and what each source says of who uses the machine.
    public static final String PRESENCE = "presence";

    private static final int QUESTION_MOST = 100;
    private static final int ANSWER_MOST = 4 * 1024 * 1024;

    private final Optional<ServerSocketChannel> door;
    private final Path path;

    /// Opens it.
    ///
    /// @param answer what the node says to a question, as JSON
    OwnerDoor(Path path, Function<String, String> answer) {
        this.path = path;
        door = open(path);
        door.ifPresent(open -> Thread.ofPlatform().name("owner-door").daemon().start(() -> answerAll(open, answer)));
    }

    /// Where it is, of the node with this folder.
    static Path of(Path home) {
        return home.resolve("owner.sock");
    }

    private static Optional<ServerSocketChannel> open(Path path) {
        try {
            Files.deleteIfExists(path);
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return Optional.of(channel);
        } catch (IOException | RuntimeException e) {
            // A folder with too long a name, or a file system that has no sockets.
            LOG.warn("The owner cannot ask this node how it stands: {}", e.toString());
            return Optional.empty();
        }
    }

    private static void answerAll(ServerSocketChannel open, Function<String, String> answer) {
        while (open.isOpen()) {
            try (SocketChannel owner = open.accept()) {
                String question =
                        new String(Channels.newInputStream(owner).readNBytes(QUESTION_MOST), StandardCharsets.UTF_8);
                ByteBuffer bytes =
                        ByteBuffer.wrap(answer.apply(question.strip()).getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    owner.write(bytes);
                }
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException | RuntimeException e) {
                LOG.debug("The owner was not answered: {}", e.toString());
            }
        }
    }

    /// How the node with this folder stands, in JSON; none if no node runs there.
    ///
    /// @param question [#STANDING] or [#PRESENCE]
    public static Optional<String> ask(Path home, String question) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(of(home)))) {
            channel.write(ByteBuffer.wrap(question.getBytes(StandardCharsets.UTF_8)));
            channel.shutdownOutput();
            byte[] answer = Channels.newInputStream(channel).readNBytes(ANSWER_MOST);
            return Optional.of(new String(answer, StandardCharsets.UTF_8));
        } catch (IOException | RuntimeException _) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        door.ifPresent(open -> {
            try {
                open.close();
                Files.deleteIfExists(path);
            } catch (IOException e) {
                LOG.debug("The owner's door was not closed: {}", e.toString());
            }
        });
    }
}
