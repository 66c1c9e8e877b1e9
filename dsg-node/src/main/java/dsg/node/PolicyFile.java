// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.NodePolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The file in which an owner's policy is kept, in JSON: a key for everything that he has said.
///
/// @param path where it is; no file says nothing
/// @param ownGrid whether the machine is in the grid that it keeps itself
public record PolicyFile(Path path, boolean ownGrid) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /// The file cannot be read as a policy; the message says all that is wrong with it.
    public static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;

        private UnreadableException(String why) {
            super(why);
        }
    }

    /// What it says.
    ///
    /// @throws UnreadableException if that is no policy
    public OwnerPolicy read() throws UnreadableException {
        List<String> faults = new ArrayList<>();
        Map<Setting, List<String>> said = new EnumMap<>(Setting.class);
        try {
            JsonNode tree = JSON.readTree(Files.readAllBytes(path));
            if (!tree.isObject()) {
                throw new UnreadableException("it holds no JSON object");
            }
            tree.properties()
                    .forEach(entry -> Setting.of(entry.getKey())
                            .ifPresentOrElse(
                                    setting -> said.put(setting, values(setting, entry.getValue(), faults)),
                                    () -> faults.add("it has an unknown key `" + entry.getKey() + "`.")));
        } catch (NoSuchFileException _) {
            return OwnerPolicy.USUAL.inOwnGrid(ownGrid);
        } catch (JacksonException e) {
            throw new UnreadableException("it is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UnreadableException("it cannot be read: " + e.getMessage());
        }
        if (!faults.isEmpty()) {
            throw new UnreadableException(String.join(" ", faults));
        }
        return OwnerPolicy.of(said).inOwnGrid(ownGrid);
    }

    /// The same, for what does not matter where a policy cannot be read: then nothing is run.
    OwnerPolicy orUsual() {
        try {
            return read();
        } catch (UnreadableException _) {
            return OwnerPolicy.USUAL.inOwnGrid(ownGrid);
        }
    }

    private static List<String> values(Setting setting, JsonNode node, List<String> faults) {
        List<String> values = new ArrayList<>();
        if (node.isArray() && setting.isList()) {
            node.forEach(value -> values.add(value.asString("")));
        } else {
            values.add(node.asString(""));
        }
        values.forEach(value -> setting.fault(value).ifPresent(faults::add));
        return values;
    }

    /// Keeps this policy, at once as a whole: a node that runs may read it at any moment. It is on the disk when this
    /// returns.
    public void write(OwnerPolicy policy) {
        ObjectNode tree = JSON.createObjectNode();
        policy.said()
                .forEach((setting, values) -> tree.set(
                        setting.key(),
                        setting.isList() ? JSON.valueToTree(values) : JSON.valueToTree(values.getFirst())));
        keep(path, JSON.writeValueAsBytes(tree));
    }

    /// Does something while nobody else changes this policy: its owner at his terminal and an admin from afar may want
    /// to at the same moment, and neither may undo what the other has just said.
    public <T> T alone(Supplier<T> change) {
        synchronized (PolicyFile.class) { // two threads of a process cannot have a file's lock in turn
            try (FileChannel channel = FileChannel.open(
                            path.resolveSibling(path.getFileName() + ".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                return change.get();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// The latest change from afar, for the owner to see.
    public Optional<NodePolicy.Change> changedFromAfar() {
        try {
            JsonNode tree = JSON.readTree(Files.readAllBytes(fromAfar()));
            return Optional.of(new NodePolicy.Change(
                    tree.path("by").asString(),
                    Instant.parse(tree.path("at").asString()),
                    tree.path("what").asString()));
        } catch (IOException | JacksonException | DateTimeParseException _) {
            return Optional.empty();
        }
    }

    /// Notes that somebody changes it from afar.
    void note(NodePolicy.Change change) {
        keep(
                fromAfar(),
                JSON.writeValueAsBytes(
                        Map.of("by", change.by(), "at", change.at().toString(), "what", change.what())));
    }

    private Path fromAfar() {
        return path.resolveSibling("policy-from-afar.json");
    }

    private static void keep(Path file, byte[] content) {
        Path writing = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (FileChannel channel = FileChannel.open(
                    writing,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(writing, file, StandardCopyOption.ATOMIC_MOVE);
            syncFolder(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A name is on the disk once its folder is; Windows opens no folders, and needs it not.
    private static void syncFolder(Path file) {
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException _) {
            // the file system does not do that
        }
    }
}
