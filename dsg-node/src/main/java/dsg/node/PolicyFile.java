// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The file in which an owner's policy is kept, in JSON: a key for everything that he has said.
///
/// @param path where it is; no file says nothing
public record PolicyFile(Path path) {

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
            return OwnerPolicy.USUAL;
        } catch (JacksonException e) {
            throw new UnreadableException("it is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UnreadableException("it cannot be read: " + e.getMessage());
        }
        if (!faults.isEmpty()) {
            throw new UnreadableException(String.join(" ", faults));
        }
        return OwnerPolicy.of(said);
    }

    /// The same, for what does not matter where a policy cannot be read: then nothing is run.
    OwnerPolicy orUsual() {
        try {
            return read();
        } catch (UnreadableException _) {
            return OwnerPolicy.USUAL;
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

    /// Keeps this policy, at once as a whole: a node that runs may read it at any moment.
    public void write(OwnerPolicy policy) {
        ObjectNode tree = JSON.createObjectNode();
        policy.said()
                .forEach((setting, values) -> tree.set(
                        setting.key(),
                        setting.isList() ? JSON.valueToTree(values) : JSON.valueToTree(values.getFirst())));
        Path writing = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.write(writing, JSON.writeValueAsBytes(tree));
            Files.move(writing, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
