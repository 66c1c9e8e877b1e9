// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.Users;
import dsg.model.Digest;
import dsg.model.Refusal;
import dsg.model.Role;
import dsg.model.UserName;
import io.javalin.http.Context;
import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Who may come in: requests to this machine's own names, from no foreign page, with a token that is good. The lists
/// say what is allowed, for every method alike; all else is refused.
final class AccessGuard {

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[0:0:0:0:0:0:0:1]");
    private static final String CALLER = "dsg.caller";

    private final byte[] ownersToken;
    private final Supplier<Users> users;
    private final Supplier<Instant> now;
    private final Supplier<Set<String>> lanNames;
    private final IntPredicate isRelayed;

    /// @param ownersToken lets the owner in
    /// @param lanNames what this machine is called in the LAN, as its certificate says it; none if not served
    /// @param isRelayed whether a connection from this port of this machine is another machine's
    AccessGuard(
            String ownersToken,
            Supplier<Users> users,
            Supplier<Instant> now,
            Supplier<Set<String>> lanNames,
            IntPredicate isRelayed) {
        this.ownersToken = ownersToken.getBytes(StandardCharsets.UTF_8);
        this.users = users;
        this.now = now;
        this.lanNames = lanNames;
        this.isRelayed = isRelayed;
    }

    /// Looks at every request, whatever it asks for, before any route does.
    ///
    /// @param needsToken whether whoever asks this has to say who he is
    /// @throws HttpProblem if the request may not come in
    void check(Context request, boolean needsToken) {
        SecurityHeaders.addTo(request);
        checkNames(request);
        if (needsToken) {
            request.attribute(CALLER, caller(request.header("Authorization"), isLocal(request)));
        }
    }

    /// Whoever has sent this request, which was let in.
    static Caller caller(Context request) {
        Caller caller = request.attribute(CALLER);
        return Objects.requireNonNull(caller, "Every route that is not for anybody comes after the guard.");
    }

    /// Whether he would be let in again now: his token may have expired or been revoked meanwhile.
    boolean isStillIn(Caller caller) {
        return caller.token()
                .map(token -> users.get()
                        .holder(token)
                        .filter(holder -> holder.token().isGood(now.get()))
                        .isPresent())
                .orElse(true);
    }

    /// Whether the request has not left this machine.
    private boolean isLocal(Context request) {
        return !isLan(request) && !isRelayed.test(request.req().getRemotePort());
    }

    private static boolean isLan(Context request) {
        return request.scheme().equals("https");
    }

    private void checkNames(Context request) {
        String host = request.header("Host");
        String name = host == null ? "" : host.replaceFirst(":\\d+$", "");
        String origin = request.header("Origin");
        Set<String> own = isLan(request) ? lanNames.get() : LOOPBACK;
        // A page of another port of this machine is a foreign page, too.
        boolean ownPage = origin == null || origin.equals(request.scheme() + "://" + host);
        if (!own.contains(plain(name)) || !ownPage) {
            throw new HttpProblem(
                    403,
                    new Refusal(
                            "This request may not come in.",
                            "It is addressed to or comes from another name than this machine's own.",
                            "Use an address that dsg status shows on the grid's machine."));
        }
    }

    /// In lower case; an address of IPv6, of which there are many ways to write each, in one of them.
    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("[") || !lower.endsWith("]")) {
            return lower;
        }
        try {
            return "["
                    + Inet6Address.ofLiteral(lower.substring(1, lower.length() - 1))
                            .getHostAddress() + "]";
        } catch (IllegalArgumentException _) {
            return lower;
        }
    }

    /// @param local whether the request has not left this machine
    private Caller caller(@Nullable String header, boolean local) {
        if (header == null || !header.startsWith("Bearer ")) {
            throw refused(
                    "no-token",
                    "It carries no token.",
                    "Send the header: Authorization: Bearer TOKEN. People log in: dsg login ADDRESS");
        }
        String given = header.substring("Bearer ".length()).strip();
        // Compared in constant time, so that the answer's delay tells nothing about the token.
        if (MessageDigest.isEqual(ownersToken, given.getBytes(StandardCharsets.UTF_8))) {
            if (!local) {
                throw ownersElsewhere();
            }
            return new Caller(UserName.OWNER, Role.ADMIN, Optional.empty());
        }
        Users.Holder holder = users.get()
                .holder(Digest.of(given))
                .orElseThrow(() -> refused(
                        "unknown-token",
                        "Its token is none of this grid's, or was revoked.",
                        "Ask an admin of the grid for a token, and log in with it: dsg login ADDRESS"));
        if (holder.user().name().equals(UserName.OWNER) && !local) {
            throw ownersElsewhere();
        }
        if (!holder.token().isGood(now.get())) {
            Instant until = holder.token().until().truncatedTo(ChronoUnit.SECONDS);
            String name = holder.user().name();
            throw refused(
                    "token-expired",
                    "Its token, one of " + name + "'s, has expired (" + until + ").",
                    "Ask an admin of the grid for a new one (dsg user token " + name
                            + "), and log in with it: dsg login");
        }
        return new Caller(
                holder.user().name(),
                holder.user().role(),
                Optional.of(holder.token().sha256()));
    }

    private static HttpProblem ownersElsewhere() {
        return refused(
                "unknown-token",
                "The owner's token is good on the grid's own machine only, since it never expires.",
                "For another machine, add a user for yourself there: dsg user add NAME --role admin");
    }

    private static HttpProblem refused(String type, String why, String mend) {
        return new HttpProblem(401, type, new Refusal("This request may not come in.", why, mend), Map.of());
    }
}
