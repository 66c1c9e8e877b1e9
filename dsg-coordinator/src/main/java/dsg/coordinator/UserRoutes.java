// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.UserRules;
import dsg.core.Users;
import dsg.core.Users.Token;
import dsg.core.Users.User;
import dsg.model.GridCommand;
import dsg.model.GridCommand.NewUser;
import dsg.model.Role;
import dsg.model.UserName;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Users, their roles and their tokens. A token is told once, in the answer that issues it; the grid keeps its SHA-256.
final class UserRoutes {

    private static final long BODY_MAX = 1024L * 1024;
    private static final int USERS_MAX = 2_000;
    private static final long DEFAULT_LIFE_S = Duration.ofDays(90).toSeconds();
    private static final String USER = "/api/v1/users/{user}";

    private final GridLoop loop;

    UserRoutes(GridLoop loop) {
        this.loop = loop;
    }

    void add(Routes routes) {
        routes.get(Access.viewer(), "/api/v1/me", this::me);
        routes.get(Access.admin(), "/api/v1/users", this::list);
        routes.post(Access.admin(), "/api/v1/users", this::addAll);
        routes.delete(Access.admin(), USER, this::remove);
        routes.put(Access.admin(), USER + "/role", this::changeRole);
        routes.post(Access.admin(), USER + "/tokens", this::issue);
        routes.delete(Access.admin(), USER + "/tokens/{token}", this::revoke);
    }

    private Users users() {
        return loop.snapshot().users();
    }

    private User named(String name) {
        return users().person(name).orElseThrow(() -> new HttpProblem(404, UserRules.noSuch(name)));
    }

    private void me(Context request) {
        Caller caller = AccessGuard.caller(request);
        Map<String, Object> shape = Shapes.versioned();
        shape.put("name", caller.name());
        shape.put("role", caller.role().word());
        caller.token()
                .flatMap(token -> users().holder(token))
                .ifPresent(holder -> shape.put("until", holder.token().until().toString()));
        RestFace.answer(request, 200, shape);
    }

    private void list(Context request) {
        List<Map<String, Object>> all = new ArrayList<>();
        Map<String, Object> owner = new LinkedHashMap<>();
        owner.put("name", UserName.OWNER);
        owner.put("role", Role.ADMIN.word());
        owner.put("tokens", users().owner().tokens().stream().map(this::shape).toList());
        all.add(owner);
        users().all().forEach(user -> all.add(shape(user)));
        Map<String, Object> shape = Shapes.versioned();
        shape.put("users", all);
        RestFace.answer(request, 200, shape);
    }

    private Map<String, Object> shape(User user) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("name", user.name());
        shape.put("role", user.role().word());
        shape.put("added_at", user.addedAt().toString());
        shape.put("tokens", user.tokens().stream().map(this::shape).toList());
        return shape;
    }

    private Map<String, Object> shape(Token token) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("id", token.number());
        token.name().ifPresent(name -> shape.put("name", name));
        shape.put("issued_at", token.issuedAt().toString());
        shape.put("until", token.until().toString());
        shape.put("good", token.isGood(loop.now()));
        return shape;
    }

    private static <T> T read(Context request, Function<JsonNode, T> reader) {
        try {
            return reader.apply(RestFace.JSON.readTree(RestFace.body(request, BODY_MAX)));
        } catch (JacksonException | IllegalArgumentException e) {
            String why = e instanceof JacksonException json ? json.getOriginalMessage() : e.getMessage();
            throw HttpProblem.badRequest(
                    "This cannot be read.", String.valueOf(why), "Send JSON as docs/openapi.yaml describes it.");
        }
    }

    private static Role role(JsonNode json) {
        String word = json.path("role").asString(Role.SUBMITTER.word());
        return Role.parse(word)
                .orElseThrow(() -> new IllegalArgumentException(
                        "`" + word + "` is no role; there are viewer, submitter and admin."));
    }

    private static Duration life(JsonNode json) {
        return Duration.ofSeconds(Math.clamp(json.path("life_s").asLong(DEFAULT_LIFE_S), -1L, Integer.MAX_VALUE));
    }

    /// `{"users": [{"name", "role"}], "life_s"}`: all of them or none.
    private void addAll(Context request) {
        Map<String, Secret> secrets = new LinkedHashMap<>();
        List<NewUser> wanted = read(request, json -> {
            List<NewUser> users = new ArrayList<>();
            for (JsonNode user : json.required("users")) {
                Secret secret = Secret.random(life(json));
                String name = user.required("name").asString();
                secrets.put(name, secret);
                users.add(new NewUser(name, role(user), secret.token()));
            }
            return users;
        });
        if (wanted.isEmpty() || wanted.size() > USERS_MAX) {
            throw HttpProblem.badRequest(
                    "Nobody was added.",
                    "The list has " + wanted.size() + " users; 1 to " + USERS_MAX + " are taken at once.",
                    "Send another list.");
        }
        RestFace.ok(loop.tell(new GridCommand.AddUsers(wanted)).join());
        Map<String, Object> shape = Shapes.versioned();
        shape.put(
                "users",
                wanted.stream().map(user -> issued(user.name(), secrets)).toList());
        RestFace.answer(request, 201, shape);
    }

    private Map<String, Object> issued(String name, Map<String, Secret> secrets) {
        return Optional.ofNullable(secrets.get(name)).orElseThrow().issued(users());
    }

    private void issue(Context request) {
        Secret secret = Secret.random(read(request, UserRoutes::life));
        RestFace.ok(loop.tell(new GridCommand.IssueToken(request.pathParam("user"), secret.token()))
                .join());
        Map<String, Object> shape = Shapes.versioned();
        shape.putAll(secret.issued(users()));
        RestFace.answer(request, 201, shape);
    }

    private void changeRole(Context request) {
        String name = request.pathParam("user");
        Role role = read(request, json -> {
            json.required("role");
            return role(json);
        });
        RestFace.ok(loop.tell(new GridCommand.ChangeRole(name, role)).join());
        answer(request, named(name));
    }

    private void revoke(Context request) {
        String name = request.pathParam("user");
        String number = request.pathParam("token");
        if (!number.matches("[1-9]\\d{0,8}")) {
            throw HttpProblem.badRequest(
                    "That names no token.",
                    "`" + number + "` is no number.",
                    "See which there are: dsg user token " + name + " --list");
        }
        RestFace.ok(loop.tell(new GridCommand.RevokeToken(name, Integer.parseInt(number)))
                .join());
        answer(request, named(name));
    }

    private void remove(Context request) {
        String name = request.pathParam("user");
        Optional<User> user = users().named(name);
        RestFace.ok(loop.tell(new GridCommand.RemoveUser(name)).join());
        answer(request, user.orElseThrow(() -> new HttpProblem(404, UserRules.noSuch(name))));
    }

    private void answer(Context request, User user) {
        Map<String, Object> shape = Shapes.versioned();
        shape.putAll(shape(user));
        RestFace.answer(request, 200, shape);
    }
}
