// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What tells a machine from a copy of its disk: the system's id, the board's number and the
/// addresses of its network cards, as hashes with a salt of their own, since they are nobody else's
/// business. What is not known is empty.
///
/// @param salt makes the hashes of two machines' files incomparable
/// @param id of `/etc/machine-id`, which well-made images leave to each copy
/// @param board of the board's UUID, which copies of virtual machines have each their own of
/// @param cards of the burnt-in addresses of network cards
record MachineMarks(String salt, String id, String board, Set<String> cards) {

    private static final int SALT_BYTES = 16;

    MachineMarks {
        cards = Collections.unmodifiableSet(new TreeSet<>(cards));
    }

    /// Those of this machine.
    ///
    /// @param root the top folder of its files
    /// @param board a file with the hash of the board's number, which only root may read
    static MachineMarks here(Path root, Path board, String salt) {
        String number = word(root.resolve("sys/class/dmi/id/product_uuid"));
        // The service's root half hashes the file as it is, with its newline.
        String hashed =
                number.isEmpty() ? word(board) : Digest.of(number + "\n").hex();
        Set<String> cards = new TreeSet<>();
        for (String address : cards(root.resolve("sys/class/net"))) {
            cards.add(hash(salt, address));
        }
        return new MachineMarks(salt, hash(salt, word(root.resolve("etc/machine-id"))), hash(salt, hashed), cards);
    }

    static String newSalt() {
        byte[] random = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private static String hash(String salt, String word) {
        return word.isEmpty() ? "" : Digest.of(salt + " " + word).hex();
    }

    private static String word(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException _) {
            return ""; // not there, or not for our eyes
        }
    }

    /// Of cards that are devices and have their address from their maker: bridges, tunnels and the
    /// like come and go.
    private static Set<String> cards(Path links) {
        Set<String> addresses = new TreeSet<>();
        if (!Files.isDirectory(links)) {
            return addresses;
        }
        try (Stream<Path> all = Files.list(links)) {
            all.filter(link -> Files.exists(link.resolve("device")))
                    .filter(link -> word(link.resolve("addr_assign_type")).equals("0"))
                    .map(link -> word(link.resolve("address")))
                    .filter(address -> !address.isEmpty())
                    .forEach(addresses::add);
            return addresses;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether a machine with these marks is the one with those: of what is known of both, the id
    /// and the board's number are the same, and one card at least. A new card beside an old one, or
    /// no card at all for a while, changes nothing.
    boolean areOf(MachineMarks other) {
        return agree(id, other.id)
                && agree(board, other.board)
                && (cards.isEmpty() || other.cards.isEmpty() || !Collections.disjoint(cards, other.cards));
    }

    private static boolean agree(String one, String other) {
        return one.isEmpty() || other.isEmpty() || one.equals(other);
    }

    /// What tells two machines apart, as people call it.
    String differenceTo(MachineMarks other) {
        return !agree(id, other.id)
                ? "its machine id is another"
                : !agree(board, other.board) ? "its board is another" : "none of its network cards is the same";
    }

    /// What this file says; unsalted and empty if it says nothing.
    static MachineMarks read(Path file) {
        try {
            JsonNode json = GridClient.JSON.readTree(file);
            Set<String> cards = new TreeSet<>();
            json.path("cards").forEach(card -> cards.add(card.asString()));
            return new MachineMarks(
                    json.path("salt").asString(),
                    json.path("id").asString(),
                    json.path("board").asString(),
                    cards);
        } catch (JacksonException _) {
            return new MachineMarks("", "", "", Set.of());
        }
    }

    void write(Path file) throws IOException {
        GridHome.writePrivately(
                file, GridClient.pretty(Map.of("salt", salt, "id", id, "board", board, "cards", cards)));
    }
}
