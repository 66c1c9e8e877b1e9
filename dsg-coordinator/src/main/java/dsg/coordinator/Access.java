// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.Refusal;
import dsg.model.Role;
import dsg.model.UserName;
import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Who may use a route.
sealed interface Access {

    /// Whoever reaches this machine, without a token.
    record Anybody() implements Access {}

    /// Whoever has this role, or a higher one.
    record Needs(Role role) implements Access {}

    /// Submitters, with what they have made themselves; an admin with everybody's.
    ///
    /// @param thing what the request is about; none if it is not there, which the route then says
    record Own(Function<Context, Optional<Thing>> thing) implements Access {}

    /// Something that somebody has made.
    ///
    /// @param text as a sentence names it: `job 3`
    /// @param by the user who made it
    record Thing(String text, String by) {}

    static Access anybody() {
        return new Anybody();
    }

    static Access viewer() {
        return new Needs(Role.VIEWER);
    }

    static Access submitter() {
        return new Needs(Role.SUBMITTER);
    }

    static Access admin() {
        return new Needs(Role.ADMIN);
    }

    /// What the list of routes says of it: `anybody`, a role, or `own`.
    default String word() {
        return switch (this) {
            case Anybody() -> "anybody";
            case Needs(Role role) -> role.word();
            case Own _ -> "own";
        };
    }

    /// @throws HttpProblem if the caller may not
    default void check(Caller caller, Context request) {
        switch (this) {
            case Anybody() -> {}
            case Needs(Role role) -> need(caller, role);
            case Own(Function<Context, Optional<Thing>> thing) -> {
                need(caller, Role.SUBMITTER);
                thing.apply(request).filter(one -> !caller.mayActFor(one.by())).ifPresent(one -> {
                    throw notHis(caller, one);
                });
            }
        }
    }

    private static void need(Caller caller, Role role) {
        if (!caller.role().covers(role)) {
            throw new HttpProblem(
                    403,
                    "needs-role",
                    new Refusal(
                            caller.name() + " may not do this.",
                            "It needs the role " + role.word() + ", and " + caller.name() + " is "
                                    + caller.role().word() + ".",
                            "An admin of the grid can give that role: dsg user role " + caller.name() + " "
                                    + role.word()),
                    Map.of("needs", role.word()));
        }
    }

    private static HttpProblem notHis(Caller caller, Thing thing) {
        String maker = thing.by().equals(UserName.OWNER) ? "the owner" : thing.by();
        return new HttpProblem(
                403,
                "needs-role",
                new Refusal(
                        caller.name() + " may not do this to " + thing.text() + ".",
                        "It is " + maker
                                + "'s. A submitter acts on what he has made himself; on what is another's,"
                                + " it needs the role admin.",
                        "Ask " + maker + " or an admin of the grid to do it."),
                Map.of("needs", Role.ADMIN.word()));
    }
}
