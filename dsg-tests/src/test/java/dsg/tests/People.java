// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import dsg.model.Role;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The users of a test's grid.
record People(TestGrid grid) {

    /// A user with his first token.
    record Person(String name, String token) {}

    /// Adds a user whose token is good for an hour.
    Person add(String name, Role role) {
        return add(name, role, 3600);
    }

    /// Adds a user whose token is good for so many seconds.
    Person add(String name, Role role, long seconds) {
        JsonNode users = grid.rest()
                .post(
                        "/api/v1/users",
                        Map.of("users", List.of(Map.of("name", name, "role", role.word())), "life_s", seconds))
                .expect(201)
                .json();
        return new Person(name, users.path("users").path(0).path("token").asString());
    }

    /// Revokes the first token of a user.
    void revoke(Person person) {
        Rest rest = grid.rest();
        rest.send(rest.request("/api/v1/users/" + person.name() + "/tokens/1")
                        .DELETE()
                        .build())
                .expect(200);
    }

    /// Makes another token of a user.
    String anotherToken(Person person) {
        return grid.rest()
                .post("/api/v1/users/" + person.name() + "/tokens", Map.of("life_s", 3600))
                .expect(201)
                .json()
                .path("token")
                .asString();
    }

    void remove(Person person) {
        Rest rest = grid.rest();
        rest.send(rest.request("/api/v1/users/" + person.name()).DELETE().build())
                .expect(200);
    }

    /// Hands in a short job as this user; its number.
    long submit(Person person) {
        Rest rest = grid.rest();
        byte[] body = Rest.JSON.writeValueAsBytes(Map.of("text", "dsg: 1\nname: short\nrun: echo\n"));
        return rest.send(rest.as(person.token(), "/api/v1/jobs")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(body))
                        .build())
                .expect(201)
                .json()
                .path("id")
                .asLong();
    }
}
