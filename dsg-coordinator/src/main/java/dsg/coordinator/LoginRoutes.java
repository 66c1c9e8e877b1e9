// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.UserRules;
import dsg.core.Users;
import dsg.model.GridCommand;
import dsg.model.Refusal;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// How a browser comes in and goes: somebody who is in asks for a link that is good once, his browser
/// trades the code in it for a token of its own, and gives that back when he logs out.
final class LoginRoutes {

    private static final int TRIES_A_MINUTE_OF_ONE = 30;
    private static final int TRIES_A_MINUTE = 120;
    private static final long BODY_MAX = 4096;

    private final GridLoop loop;
    private final AccessGuard guard;
    private final LoginLinks links;
    private final Turnstile turnstile = new Turnstile(TRIES_A_MINUTE_OF_ONE, TRIES_A_MINUTE, System::nanoTime);

    LoginRoutes(GridLoop loop, AccessGuard guard) {
        this.loop = loop;
        this.guard = guard;
        this.links = new LoginLinks(loop::now);
    }

    void add(Routes routes) {
        routes.post(Access.viewer(), "/api/v1/login-links", this::link);
        routes.post(Access.anybody(), "/api/v1/login", this::login);
        routes.post(Access.viewer(), "/api/v1/logout", this::logout);
    }

    private void link(Context request) {
        LoginLinks.Link link = links.make(AccessGuard.caller(request));
        Map<String, Object> shape = Shapes.versioned();
        shape.put("code", link.code());
        // Behind the number sign, so that browsers send it to no server and no log has it.
        shape.put("path", "/#login=" + link.code());
        shape.put("until", link.until().toString());
        RestFace.answer(request, 201, shape);
    }

    private void login(Context request) {
        if (!turnstile.pass(from(request))) {
            request.header("Retry-After", "60");
            throw new HttpProblem(
                    429,
                    "too-many",
                    new Refusal(
                            "Nobody was logged in.",
                            "Too many have tried within a minute.",
                            "Wait a minute, and try again."),
                    Map.of());
        }
        Caller asker = links.use(code(request))
                .filter(guard::isStillIn)
                .orElseThrow(() -> new HttpProblem(
                        403,
                        "bad-link",
                        new Refusal(
                                "This link lets nobody in.",
                                "A link is good once, for " + LoginLinks.GOOD_FOR.toMinutes()
                                        + " minutes, and until the grid is started again.",
                                "Make another one: dsg ui"),
                        Map.of()));
        Secret secret = Secret.random(life(asker));
        RestFace.ok(loop.tell(new GridCommand.OpenPage(asker.name(), secret.token()))
                .join());
        Map<String, Object> shape = Shapes.versioned();
        shape.putAll(secret.issued(loop.snapshot().users()));
        RestFace.answer(request, 201, shape);
    }

    private static String code(Context request) {
        try {
            JsonNode body = RestFace.JSON.readTree(RestFace.body(request, BODY_MAX));
            String code = body.path("code").asString("");
            if (!code.isEmpty()) {
                return code;
            }
        } catch (JacksonException _) {
            // It is said below what is wanted.
        }
        throw HttpProblem.badRequest(
                "Nobody was logged in.", "The request has no code.", "Send JSON: {\"code\": \"...\"}");
    }

    /// A page is let in for no longer than whoever opened it: else one could stay for ever, page by page.
    private Duration life(Caller asker) {
        return asker.token()
                .flatMap(token -> loop.snapshot().users().holder(token))
                .map(holder -> Duration.between(loop.now(), holder.token().until()))
                .filter(left -> left.compareTo(UserRules.PAGE_LIFE_MAX) < 0)
                .map(left -> left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left)
                .orElse(UserRules.PAGE_LIFE_MAX);
    }

    private static InetAddress from(Context request) {
        try {
            return InetAddress.getByName(request.ip());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("The server says that a request comes from " + request.ip(), e);
        }
    }

    private void logout(Context request) {
        Users.Holder holder = AccessGuard.caller(request)
                .token()
                .flatMap(token -> loop.snapshot().users().holder(token))
                .filter(known -> known.token().isPages())
                .orElseThrow(() -> new HttpProblem(
                        409,
                        new Refusal(
                                "This token stays good.",
                                "It is not a page's: whoever gave it may use it elsewhere, too.",
                                "To revoke it, an admin types: dsg user token NAME --revoke ID")));
        RestFace.ok(loop.tell(new GridCommand.RevokeToken(
                        holder.user().name(), holder.token().number()))
                .join());
        RestFace.answer(request, 200, Shapes.versioned());
    }
}
