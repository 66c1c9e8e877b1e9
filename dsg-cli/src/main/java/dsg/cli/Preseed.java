// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The code by which a machine joins without anybody at it: `DSG_JOIN` (and `DSG_JOIN_ADDRESS`) in
/// the environment, or the file `join` in the grid's folder, with the code in its first line and
/// the address in its second. It is used once.
///
/// @param code as `dsg invite` has made it
/// @param address where the grid is; without it the network is searched
record Preseed(String code, Optional<String> address) {

    private static final String FILE = "join";
    private static final String USED = "join-used";

    /// The code that waits to be used, if one does.
    static Optional<Preseed> of(GridHome home) {
        return inFile(home).or(Preseed::inEnvironment).filter(found -> !found.isUsed(home));
    }

    private static Optional<Preseed> inFile(GridHome home) {
        try {
            List<String> lines = Files.readAllLines(home.folder().resolve(FILE)).stream()
                    .map(String::strip)
                    .toList();
            return lines.isEmpty() || lines.getFirst().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Preseed(lines.getFirst(), given(lines.size() > 1 ? lines.get(1) : "")));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// What the environment says.
    static Optional<Preseed> inEnvironment() {
        return given(System.getenv().getOrDefault("DSG_JOIN", ""))
                .map(code -> new Preseed(code, given(System.getenv().getOrDefault("DSG_JOIN_ADDRESS", ""))));
    }

    private static Optional<String> given(String text) {
        return Optional.of(text.strip()).filter(there -> !there.isEmpty());
    }

    private boolean isUsed(GridHome home) {
        try {
            return Files.readString(home.folder().resolve(USED)).strip().equals(mark());
        } catch (IOException _) {
            return false;
        }
    }

    private String mark() {
        return Digest.of("a used code: " + code).hex();
    }

    /// It has let this machine in, or is good no more: it is not tried again, and its text is gone.
    void isOver(GridHome home) throws IOException {
        GridHome.writePrivately(home.folder().resolve(USED), mark());
        Files.deleteIfExists(home.folder().resolve(FILE));
    }

    /// Whatever was used may be used again: this is another machine.
    static void forgetUse(GridHome home) throws IOException {
        Path used = home.folder().resolve(USED);
        Files.deleteIfExists(used);
    }
}
