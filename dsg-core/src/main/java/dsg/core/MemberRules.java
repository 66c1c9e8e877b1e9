// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.core.Decision.Answer;
import dsg.core.Decision.Cause;
import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.AttemptReport;
import dsg.model.Digest;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.model.NodeId;
import dsg.model.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The rules of who belongs to the grid.
final class MemberRules {

    private static final String ANOTHER_CODE = "Ask for another code; it is made on the first machine with: dsg invite";

    private MemberRules() {}

    static Decision makeInvite(GridCommand.MakeInvite make, Instant now) {
        return Decision.of(List.of(new GridEvent.InviteMade(make.invite(), now)), List.of());
    }

    static Decision endInvites(Instant now) {
        return Decision.of(List.of(new GridEvent.InvitesEnded(now)), List.of());
    }

    /// A machine that asks a second time with the same key, since it has not heard the answer, is let in once.
    static Decision admit(GridView view, GridCommand.Admit admit, Instant now) {
        Members members = view.members();
        if (members.forgotten().contains(admit.node())) {
            return refused(
                    Cause.CONFLICT,
                    "Its key was removed from this grid, and is not let in again.",
                    "Join with a new key: dsg leave, then dsg join");
        }
        Optional<Members.Member> known = members.member(admit.node());
        if (known.isPresent()) {
            return known.get().key().equals(admit.key())
                    ? new Decision(
                            List.of(),
                            List.of(),
                            new Answer.Admitted(known.get().name()))
                    : refused(
                            Cause.CONFLICT,
                            "Another machine has the same short id.",
                            "Join again: dsg join makes a new key");
        }
        Optional<Decision> refusal = admit.code().flatMap(code -> whyNot(members, code, now));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String name = freeName(view, admit.name());
        GridEvent admitted = new GridEvent.NodeAdmitted(admit.node(), name, admit.key(), admit.code(), now);
        return new Decision(List.of(admitted), List.of(), new Answer.Admitted(name));
    }

    private static Optional<Decision> whyNot(Members members, Digest secret, Instant now) {
        Optional<Members.Code> found = members.code(secret);
        if (found.isEmpty()) {
            return Optional.of(refused(
                    Cause.NOT_FOUND,
                    "The grid does not know this code: it was mistyped, is another grid's, or ended long ago.",
                    ANOTHER_CODE));
        }
        Members.Code code = found.get();
        if (code.isGood(now)) {
            return Optional.empty();
        }
        String why = code.ended()
                ? "The code was ended by hand."
                : code.used() >= code.invite().uses()
                        ? "The code was good for "
                                + (code.used() == 1 ? "one machine" : code.used() + " machines")
                                + ", and was used."
                        : "The code has expired at " + code.invite().until() + ".";
        return Optional.of(refused(Cause.CONFLICT, why, ANOTHER_CODE));
    }

    private static Decision refused(Cause cause, String why, String mend) {
        return Decision.refused(cause, new Refusal("This machine was not let in.", why, mend));
    }

    /// The name itself, or the first of NAME-2, NAME-3 … that no other machine has.
    private static String freeName(GridView view, String wanted) {
        Set<String> taken = new HashSet<>(view.members().names());
        view.nodes().forEach(node -> taken.add(node.facts().name()));
        String name = wanted;
        for (int number = 2; taken.contains(name); number++) {
            name = wanted + "-" + number;
        }
        return name;
    }

    /// A machine that was set up anew has another key, so it joins as another; this says that it is the one it was.
    static Decision replace(GridView view, NodeId old, NodeId by, Instant now) {
        Optional<NodeLedger> before = view.node(old);
        if (before.isEmpty()) {
            return forget(view, old, now); // which says that there is none
        }
        String name = before.get().facts().name();
        if (before.get().isConnected() || view.members().member(old).isEmpty()) {
            return notReplaced(
                    name,
                    before.get().isConnected()
                            ? "It is here, with the key that it always had."
                            : "It is the grid's own machine.",
                    "If it is another machine's name that you mean: dsg node list");
        }
        if (old.equals(by)
                || view.members().member(by).isEmpty()
                || view.node(by).isEmpty()) {
            return notReplaced(
                    name,
                    by + " is no other machine that has joined.",
                    "Join the machine first: dsg invite here, and there what it shows");
        }
        Decision forgotten = forget(view, old, now);
        List<GridEvent> events = new ArrayList<>(forgotten.events());
        events.add(new GridEvent.NodeRenamed(by, name, now));
        NodeTags tags = before.get().tags();
        if (!tags.given().isEmpty() || !tags.taken().isEmpty()) {
            events.add(new GridEvent.NodeTagged(by, tags.given(), tags.taken(), now));
        }
        return Decision.of(events, forgotten.effects());
    }

    private static Decision notReplaced(String name, String why, String mend) {
        return Decision.refused(Cause.CONFLICT, new Refusal("The machine " + name + " is not replaced.", why, mend));
    }

    static Decision forget(GridView view, NodeId node, Instant now) {
        Optional<NodeLedger> known = view.node(node);
        if (known.isEmpty() && view.members().member(node).isEmpty()) {
            return Decision.refused(
                    Cause.NOT_FOUND,
                    new Refusal(
                            "There is no such node.",
                            "The grid knows no node with the id " + node + ".",
                            "See them all: dsg node list"));
        }
        List<GridEvent> events = new ArrayList<>();
        for (AttemptId attempt : view.attemptsOn(node)) {
            AttemptEnd.Lost lost = new AttemptEnd.Lost(
                    "its node " + known.map(named -> named.facts().name()).orElse("") + " was removed from the grid");
            events.add(GridRules.ended(view, attempt, node, AttemptReport.without(lost), now));
        }
        events.add(new GridEvent.NodeForgotten(node, now));
        return Decision.of(events, List.of(new GridEffect.CutOff(node)));
    }
}
