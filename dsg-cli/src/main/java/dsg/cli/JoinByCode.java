// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.wire.Admission;
import dsg.wire.Applicant;
import dsg.wire.GateClient;
import dsg.wire.JoinCode;
import dsg.wire.LocalAddresses;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.security.KeyPair;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Lets this machine into another one's grid by a code, which needs nobody's word.
///
/// @param home where the key and what was answered are kept
/// @param name what this machine is to be called
/// @param terminal who is told of strangers that answer
record JoinByCode(GridHome home, String name, Terminal terminal) {

    /// So often is the network searched for the grid of a code while only strangers answer.
    private static final int LOOKS = 8;

    /// @throws CommandFailure if it was not let in, or nobody answered
    Joined join(GridSearch search, JoinCode wanted) throws IOException {
        Applicant applicant = applicant(home, name);
        Set<InetSocketAddress> tried = new LinkedHashSet<>();
        IOException last = new IOException("Nobody answers.");
        // Whoever announces what is not his may drown out the true one for a while.
        for (int look = 0; look < LOOKS && (look == 0 || last instanceof GateClient.StrangerException); look++) {
            for (InetSocketAddress candidate : search.candidates(wanted)) {
                if (!tried.add(candidate)) {
                    continue;
                }
                try (GateClient gate = GateClient.of(candidate, wanted::isOf)) {
                    return admitted(home, gate.byCode(applicant, wanted), candidate);
                } catch (GateClient.StrangerException e) {
                    terminal.note("! " + LocalAddresses.text(candidate)
                            + " is not the grid of this code; it was told nothing.");
                    last = e;
                } catch (IOException e) {
                    last = e;
                }
            }
        }
        throw new CommandFailure(
                ExitStatus.NOT_REACHABLE,
                "This machine has not joined.",
                last instanceof GateClient.StrangerException
                        ? "Whoever answers at " + texts(tried) + " is not the grid that has made this code."
                        : "The grid cannot be reached at " + texts(tried) + ": " + last.getMessage(),
                "See on the first machine that it is up and has this address: dsg status, then dsg invite");
    }

    private static String texts(Collection<InetSocketAddress> addresses) {
        return String.join(", ", addresses.stream().map(LocalAddresses::text).toList());
    }

    /// Keeps what the grid has answered.
    static Joined admitted(GridHome home, Admission admission, InetSocketAddress where) {
        return switch (admission) {
            case Admission.Granted(var membership) -> {
                Joined joined = Joined.keep(home.joinedFolder(), membership, where);
                new ThisMachine(home).remember();
                yield joined;
            }
            case Admission.Denied(var refusal) -> throw new CommandFailure(ExitStatus.NOT_ALLOWED, refusal);
        };
    }

    /// This machine, with a new key, or with the one of an earlier try that was not answered.
    static Applicant applicant(GridHome home, String name) throws IOException {
        Files.createDirectories(home.joinedFolder());
        KeyPair pair = Joined.keys(home.joinedFolder()).makeKey();
        return new Applicant(
                pair.getPublic(),
                name,
                Version.text(),
                Runtime.getRuntime().availableProcessors(),
                memoryMib(),
                List.of());
    }

    private static long memoryMib() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getTotalMemorySize() >> 20
                : 0;
    }
}
