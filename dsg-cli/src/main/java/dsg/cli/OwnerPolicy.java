// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.wire.Bandwidth;
import dsg.wire.Throttle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the owner of this machine allows, in a small file of his own. What it does not say holds as usual.
record OwnerPolicy(Path file) {

    /// A limit that the owner may set, by its name in the file.
    enum Limit {
        /// How many MiB of contents the node may keep to save a way.
        CACHE_MIB("cache_mib"),
        /// How many Mbit/s the node may bring.
        DOWNLOAD_MBIT("download_mbit"),
        /// How many Mbit/s the node may hand over and let others read.
        UPLOAD_MBIT("upload_mbit");

        private final String key;

        Limit(String key) {
            this.key = key;
        }
    }

    private static final long USUAL_CACHE_MIB = 20 * 1024;
    private static final long BYTES_A_MBIT = 125_000;
    private static final JsonMapper JSON = JsonMapper.shared();

    /// Whether tasks are to run bare on this machine.
    boolean prefersBare() {
        return read().path("isolation").asString("").equals("bare");
    }

    /// What the owner says of this machine, for `where: {tags: [...]}`.
    Set<String> tags() {
        Set<String> tags = new TreeSet<>();
        read().path("tags").forEach(tag -> tags.add(tag.asString()));
        return tags;
    }

    /// The folders that are shown to tasks in the sandbox.
    Set<Path> shown() {
        Set<Path> shown = new TreeSet<>();
        read().path("shown").forEach(folder -> shown.add(Path.of(folder.asString())));
        return shown;
    }

    /// The limit that the owner has set, if he has.
    OptionalLong limit(Limit limit) {
        long set = read().path(limit.key).asLong(0);
        return set > 0 ? OptionalLong.of(set) : OptionalLong.empty();
    }

    /// How much of contents the node may keep to save a way.
    long cacheBytes() {
        return limit(Limit.CACHE_MIB).orElse(USUAL_CACHE_MIB) << 20;
    }

    /// How much of the network contents may take.
    Bandwidth bandwidth() {
        return new Bandwidth(throttle(Limit.DOWNLOAD_MBIT), throttle(Limit.UPLOAD_MBIT));
    }

    private Throttle throttle(Limit limit) {
        OptionalLong mbit = limit(limit);
        return mbit.isPresent() ? Throttle.of(mbit.getAsLong() * BYTES_A_MBIT) : Throttle.NONE;
    }

    private JsonNode read() {
        try {
            return JSON.readTree(file);
        } catch (JacksonException _) {
            return JSON.createObjectNode();
        }
    }

    /// Writes the owner's word on isolation: `bare` or `sandbox`.
    void setIsolation(String isolation) {
        set("isolation", JSON.valueToTree(isolation));
    }

    void setTags(Set<String> tags) {
        set("tags", JSON.valueToTree(tags));
    }

    void setShown(Set<Path> shown) {
        set("shown", JSON.valueToTree(shown.stream().map(Path::toString).toList()));
    }

    /// Sets a limit; 0 takes it back.
    void setLimit(Limit limit, long value) {
        set(limit.key, JSON.valueToTree(value));
    }

    private void set(String key, JsonNode value) {
        ObjectNode policy = JSON.createObjectNode();
        if (read() instanceof ObjectNode known) {
            policy.setAll(known);
        }
        policy.set(key, value);
        write(JSON.writeValueAsBytes(policy));
    }

    /// At once as a whole: a node that runs may read it at any moment.
    private void write(byte[] policy) {
        Path writing = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(writing, policy);
            Files.move(writing, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
