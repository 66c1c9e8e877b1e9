// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.GridCommand;
import dsg.model.GridEvent;
import dsg.model.Refusal;
import dsg.model.Role;
import dsg.model.UserName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What may be asked of users: to be one, in which role, and with which tokens. The grid's owner is not one of them, so
/// that nothing that is asked here can leave a grid without an admin.
public final class UserRules {

    /// A token is good for no longer than this: whoever has stolen one does not keep it for ever.
    public static final Duration LIFE_MAX = Duration.ofDays(366);

    /// So many tokens of one user may be good at a time.
    static final int TOKENS_MAX = 20;

    /// A page is let in for no longer than this: browsers are left open on desks.
    public static final Duration PAGE_LIFE_MAX = Duration.ofHours(12);

    /// So many pages of one person may be open at a time.
    static final int PAGES_MAX = 20;

    private static final Duration LIFE_MIN = Duration.ofSeconds(1);
    private static final String SEE = "See who there is: dsg user list";

    private UserRules() {}

    /// All of them or none: whoever adds a class need not find out how far it got.
    static Decision add(GridView view, GridCommand.AddUsers add, Instant now) {
        List<String> faults = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<GridEvent> events = new ArrayList<>();
        for (GridCommand.NewUser user : add.users()) {
            fault(view, user, names).ifPresent(faults::add);
            events.add(new GridEvent.UserAdded(user.name(), user.role(), now));
            events.add(issued(user.name(), 1, user.token(), Optional.empty(), now));
        }
        if (faults.isEmpty()) {
            return Decision.of(events, List.of());
        }
        return Decision.refused(
                Decision.Cause.CONFLICT,
                new Refusal(
                        "Nobody was added.", String.join(" ", faults), "Mend that, and add them all again. " + SEE));
    }

    private static Optional<String> fault(GridView view, GridCommand.NewUser user, Set<String> names) {
        return UserName.fault(user.name())
                .or(() -> names.add(UserName.same(user.name()))
                        ? Optional.empty()
                        : Optional.of("`" + user.name() + "` is named twice."))
                .or(() -> view.users()
                        .now()
                        .named(user.name())
                        .map(known -> "There is a user " + known.name() + " already."))
                .or(() -> lifeFault(user.token().life()));
    }

    private static Optional<String> lifeFault(Duration life) {
        return life.compareTo(LIFE_MIN) < 0 || life.compareTo(LIFE_MAX) > 0
                ? Optional.of("A token is good for a second at least and " + LIFE_MAX.toDays() + " days at most.")
                : Optional.empty();
    }

    private static GridEvent issued(
            String user, int number, GridCommand.NewToken token, Optional<String> name, Instant now) {
        return new GridEvent.TokenIssued(user, number, token.sha256(), now.plus(token.life()), name, now);
    }

    static Decision changeRole(GridView view, String name, Role role, Instant now) {
        if (UserName.same(name).equals(UserName.OWNER)) {
            return refused(
                    "The owner stays admin.",
                    "Without him, nobody might be left who can give roles.",
                    "Add a user of that role for him: dsg user add NAME --role " + role.word());
        }
        Optional<Users.User> user = view.users().now().named(name);
        if (user.isEmpty()) {
            return noSuchUser(name);
        }
        return user.get().role() == role
                ? Decision.nothing()
                : Decision.of(List.of(new GridEvent.RoleChanged(user.get().name(), role, now)), List.of());
    }

    static Decision remove(GridView view, String name, Instant now) {
        if (UserName.same(name).equals(UserName.OWNER)) {
            return refused(
                    "The owner is not removed.",
                    "Without him, nobody might be left who can add users.",
                    "To shut him out of this machine, take away his account there.");
        }
        return view.users()
                .now()
                .named(name)
                .map(user -> Decision.of(List.of(new GridEvent.UserRemoved(user.name(), now)), List.of()))
                .orElseGet(() -> noSuchUser(name));
    }

    static Decision issue(GridView view, GridCommand.IssueToken issue, Instant now) {
        if (UserName.same(issue.user()).equals(UserName.OWNER)) {
            return refused(
                    "The owner gets no token.",
                    "His is the file `token` in the grid's DSG_HOME, and never leaves that machine.",
                    "For another machine, add a user for him: dsg user add NAME --role admin");
        }
        Optional<Users.User> user = view.users().now().named(issue.user());
        if (user.isEmpty()) {
            return noSuchUser(issue.user());
        }
        String what = user.get().name() + " gets no new token.";
        Optional<String> fault = lifeFault(issue.token().life());
        if (fault.isPresent()) {
            return refused(what, fault.get(), "Give a shorter time: dsg user token " + issue.user() + " --for 90d");
        }
        List<Users.Token> good = user.get().tokens().stream()
                .filter(token -> !token.isPages() && token.isGood(now))
                .toList();
        if (good.size() >= TOKENS_MAX) {
            return refused(
                    what,
                    "He has " + TOKENS_MAX + " that are good.",
                    "Revoke one first: dsg user token " + issue.user() + " --revoke "
                            + good.getFirst().number());
        }
        int number = view.users().nextToken(issue.user());
        return Decision.of(List.of(issued(user.get().name(), number, issue.token(), Optional.empty(), now)), List.of());
    }

    /// A browser comes in for whoever has logged in there. Of somebody's pages, the oldest makes room: a browser that
    /// was closed says nothing of it.
    static Decision openPage(GridView view, GridCommand.OpenPage open, Instant now) {
        Optional<Users.User> found = view.users().now().person(open.user());
        if (found.isEmpty()) {
            return noSuchUser(open.user());
        }
        Users.User person = found.get();
        if (open.token().life().compareTo(LIFE_MIN) < 0 || open.token().life().compareTo(PAGE_LIFE_MAX) > 0) {
            return refused(
                    person.name() + " is not logged in.",
                    "A page is let in for a second at least and " + PAGE_LIFE_MAX.toHours() + " hours at most.",
                    "Open it again: dsg ui");
        }
        List<GridEvent> events = new ArrayList<>();
        List<Users.Token> pages = person.tokens().stream()
                .filter(token -> token.isPages() && token.isGood(now))
                .toList();
        if (pages.size() >= PAGES_MAX) {
            events.add(
                    new GridEvent.TokenRevoked(person.name(), pages.getFirst().number(), now));
        }
        int number = view.users().nextToken(person.name());
        events.add(issued(person.name(), number, open.token(), Optional.of(Users.Token.PAGE), now));
        return Decision.of(events, List.of());
    }

    static Decision revoke(GridView view, String name, int number, Instant now) {
        Optional<Users.User> user = view.users().now().person(name);
        if (user.isEmpty()) {
            return noSuchUser(name);
        }
        return user.get().token(number).isPresent()
                ? Decision.of(List.of(new GridEvent.TokenRevoked(user.get().name(), number, now)), List.of())
                : Decision.refused(
                        Decision.Cause.NOT_FOUND,
                        new Refusal(
                                user.get().name() + " has no token " + number + ".",
                                "It was never given, or is revoked already.",
                                "See which there are: dsg user token "
                                        + user.get().name() + " --list"));
    }

    private static Decision refused(String what, String why, String mend) {
        return Decision.refused(Decision.Cause.CONFLICT, new Refusal(what, why, mend));
    }

    private static Decision noSuchUser(String name) {
        return Decision.refused(Decision.Cause.NOT_FOUND, noSuch(name));
    }

    /// The refusal for somebody who is no user.
    public static Refusal noSuch(String name) {
        return new Refusal(
                "There is no user `" + name + "`.", "Nobody of that name was added, or he was removed.", SEE);
    }
}
