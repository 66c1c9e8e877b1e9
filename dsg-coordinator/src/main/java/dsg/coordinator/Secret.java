// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.Users;
import dsg.model.Digest;
import dsg.model.GridCommand.NewToken;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// A token as it is given away once, and as the grid knows it. It begins with `dsg_`, so that whoever looks for
/// secrets where none should be can find it.
record Secret(String text, NewToken token) {

    private static final int SECRET_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    static Secret random(Duration life) {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        String text = "dsg_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new Secret(text, new NewToken(Digest.of(text), life));
    }

    /// So that no log and no message tells it by mistake.
    @Override
    public String toString() {
        return "a token";
    }

    /// The token, told this once.
    Map<String, Object> issued(Users users) {
        Users.Holder holder = users.holder(token.sha256())
                .orElseThrow(() -> HttpProblem.notFound(
                        "The token is not good any more.", "Somebody has just revoked it.", "Issue another one."));
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("name", holder.user().name());
        shape.put("role", holder.user().role().word());
        shape.put("token", text);
        shape.put("id", holder.token().number());
        shape.put("until", holder.token().until().toString());
        return shape;
    }
}
