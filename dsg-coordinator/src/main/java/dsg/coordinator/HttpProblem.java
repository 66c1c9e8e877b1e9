// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.Refusal;
import java.util.Map;

/// An answer that is a refusal: problem details as in RFC 9457, with what to do about it in `mend`.
final class HttpProblem extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String type;
    private final transient Refusal refusal;
    private final transient Map<String, Object> more;

    HttpProblem(int status, Refusal refusal) {
        this(status, usualType(status), refusal, Map.of());
    }

    /// A kind of problem of its own.
    ///
    /// @param type one word for programs
    /// @param more members that tell about it
    HttpProblem(int status, String type, Refusal refusal, Map<String, Object> more) {
        super(refusal.what());
        this.status = status;
        this.type = type;
        this.refusal = refusal;
        this.more = more;
    }

    static HttpProblem badRequest(String what, String why, String mend) {
        return new HttpProblem(400, new Refusal(what, why, mend));
    }

    static HttpProblem notFound(String what, String why, String mend) {
        return new HttpProblem(404, new Refusal(what, why, mend));
    }

    private static String usualType(int status) {
        return switch (status) {
            case 400 -> "bad-request";
            case 401 -> "no-token";
            case 403 -> "not-allowed";
            case 404 -> "not-found";
            case 405 -> "no-such-method";
            case 409 -> "conflict";
            case 410 -> "collected";
            case 413, 431 -> "too-large";
            case 415 -> "wrong-content-type";
            case 422 -> "cannot-be-done";
            case 503 -> "unavailable";
            case 507 -> "no-room";
            default -> "status-" + status;
        };
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    Refusal refusal() {
        return refusal;
    }

    Map<String, Object> more() {
        return more;
    }
}
