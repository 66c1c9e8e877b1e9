// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.Digest;
import dsg.model.GridEvent;
import dsg.model.Invite;
import dsg.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who belongs to the grid: the machines that were let in and those that were removed, and the codes by which
/// others may come in.
public final class Members {

    /// How long a code that has ended is remembered, so that whoever types it is told why it does not work.
    static final Duration REMEMBERED = Duration.ofDays(7);

    /// A machine that was let in.
    ///
    /// @param key the SHA-256 of its public key
    public record Member(NodeId id, String name, Digest key) {}

    /// A code and how many machines have come in by it.
    public record Code(Invite invite, int used, boolean ended) {

        /// Whether it lets a machine in at this moment.
        public boolean isGood(Instant now) {
            return !ended && used < invite.uses() && invite.until().isAfter(now);
        }
    }

    private final Map<NodeId, Member> members = new HashMap<>();
    private final Map<Digest, Code> codes = new LinkedHashMap<>();
    private Set<NodeId> forgotten = Set.of();

    Members() {}

    /// The machine of this id, if it was let in and not removed since. This machine's own node never had to come in.
    public Optional<Member> member(NodeId node) {
        return Optional.ofNullable(members.get(node));
    }

    /// The names of the machines that were let in.
    Set<String> names() {
        Set<String> names = new HashSet<>();
        members.values().forEach(member -> names.add(member.name()));
        return names;
    }

    /// The code with this hash of its secret, also if it has ended not long ago.
    public Optional<Code> code(Digest secret) {
        return Optional.ofNullable(codes.get(secret));
    }

    /// The nodes that were removed. None of them comes in again.
    public Set<NodeId> forgotten() {
        return forgotten;
    }

    void applyMade(GridEvent.InviteMade made) {
        codes.values().removeIf(code -> code.invite().until().plus(REMEMBERED).isBefore(made.at()));
        codes.put(made.invite().secret(), new Code(made.invite(), 0, false));
    }

    void applyEnded() {
        codes.replaceAll((_, code) -> new Code(code.invite(), code.used(), true));
    }

    void applyAdmitted(GridEvent.NodeAdmitted admitted) {
        members.put(admitted.node(), new Member(admitted.node(), admitted.name(), admitted.key()));
        admitted.code()
                .ifPresent(secret -> codes.computeIfPresent(
                        secret, (_, code) -> new Code(code.invite(), code.used() + 1, code.ended())));
    }

    void applyRenamed(NodeId node, String name) {
        members.computeIfPresent(node, (_, member) -> new Member(node, name, member.key()));
    }

    void applyForgotten(NodeId node) {
        members.remove(node);
        Set<NodeId> all = new HashSet<>(forgotten);
        all.add(node);
        forgotten = Set.copyOf(all);
    }
}
