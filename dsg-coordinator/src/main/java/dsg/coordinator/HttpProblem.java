// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.Refusal;

/// An answer that is a refusal: problem details as in RFC 9457, with what to do about it in `mend`.
final class HttpProblem extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Refusal refusal;

    HttpProblem(int status, Refusal refusal) {
        super(refusal.what());
        this.status = status;
        this.refusal = refusal;
    }

    static HttpProblem badRequest(String what, String why, String mend) {
        return new HttpProblem(400, new Refusal(what, why, mend));
    }

    static HttpProblem notFound(String what, String why, String mend) {
        return new HttpProblem(404, new Refusal(what, why, mend));
    }

    int status() {
        return status;
    }

    Refusal refusal() {
        return refusal;
    }
}
