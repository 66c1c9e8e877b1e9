// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.Digest;
import dsg.model.GridEvent;
import dsg.model.Role;
import dsg.model.UserName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// All that is true of users and of their tokens.
public final class UserLedger {

    /// A user as events change him.
    private static final class Entry {
        private final String name;
        private final Instant addedAt;
        private final List<Users.Token> tokens = new ArrayList<>();
        private Role role;
        private int issued;

        Entry(String name, Role role, Instant addedAt) {
            this.name = name;
            this.role = role;
            this.addedAt = addedAt;
        }

        private Users.User take() {
            return new Users.User(name, role, addedAt, tokens);
        }
    }

    private final TreeMap<String, Entry> users = new TreeMap<>();
    /// He is no user, and cannot be removed; but his pages have tokens.
    private final Entry owner = new Entry(UserName.OWNER, Role.ADMIN, Instant.EPOCH);

    private Optional<Users> taken = Optional.of(Users.NONE);

    UserLedger() {}

    /// The users of this moment.
    public Users now() {
        Users now = taken.orElseGet(this::take);
        taken = Optional.of(now);
        return now;
    }

    private Users take() {
        List<Users.User> all = new ArrayList<>(users.size());
        Map<Digest, Users.Holder> tokens = new HashMap<>();
        for (Entry entry : users.values()) {
            all.add(taken(entry, tokens));
        }
        return new Users(all, taken(owner, tokens), tokens);
    }

    private static Users.User taken(Entry entry, Map<Digest, Users.Holder> tokens) {
        Users.User user = entry.take();
        entry.tokens.forEach(token -> tokens.put(token.sha256(), new Users.Holder(user, token)));
        return user;
    }

    /// The number of the user's next token.
    int nextToken(String user) {
        return named(user).issued + 1;
    }

    private Entry named(String user) {
        String name = UserName.same(user);
        return Optional.ofNullable(name.equals(UserName.OWNER) ? owner : users.get(name))
                .orElseThrow(() -> new IllegalStateException("User " + user + " is not in the ledger."));
    }

    private Entry change(String user) {
        taken = Optional.empty();
        return named(user);
    }

    void applyAdded(GridEvent.UserAdded added) {
        if (users.putIfAbsent(UserName.same(added.user()), new Entry(added.user(), added.role(), added.at())) != null) {
            throw new IllegalStateException("User " + added.user() + " is added twice.");
        }
        taken = Optional.empty();
    }

    void applyRole(GridEvent.RoleChanged changed) {
        change(changed.user()).role = changed.role();
    }

    void applyRemoved(String user) {
        change(user);
        users.remove(UserName.same(user));
    }

    /// Tokens that have expired are remembered until the next one is issued, so that people can be told.
    void applyIssued(GridEvent.TokenIssued issued) {
        Entry entry = change(issued.user());
        entry.tokens.removeIf(token -> !token.isGood(issued.at()));
        entry.tokens.add(new Users.Token(issued.number(), issued.sha256(), issued.at(), issued.until(), issued.name()));
        entry.issued = issued.number();
    }

    void applyRevoked(GridEvent.TokenRevoked revoked) {
        change(revoked.user()).tokens.removeIf(token -> token.number() == revoked.number());
    }
}
