// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.model.Refusal;
import dsg.store.Room;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What REST answers when it does not do what was asked: problem details as in RFC 9457, whatever went wrong.
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    static final String PROBLEM = "application/problem+json";
    private static final String SEE = "See what there is: GET /api/v1, or docs/rest.md.";
    private static final Refusal OVERLOADED = new Refusal(
            "The request was not taken.",
            "The coordinator is stopping, or has too many requests waiting.",
            "Try again in a few seconds.");

    /// Of what cannot even be written down.
    static final Refusal NO_ROOM = new Refusal(
            "The request was not taken.",
            "The coordinator's disk is full: not even the journal can be written. What runs goes on, and nothing is lost.",
            "Free some room on that disk; dsg status tells which it is.");

    private Refusals() {}

    /// The refusal of something new for which the coordinator's disk has no room.
    static HttpProblem noRoom(String what, Room room) {
        String why = "The coordinator's disk (%s) has %s left, and the last %s are kept for what runs already."
                .formatted(room.folder(), Room.text(room.freeBytes()), Room.text(room.reserveBytes()));
        return new HttpProblem(507, new Refusal(what, why, "Free some room on that disk, and send it again."));
    }

    /// The refusal of what cannot be taken for the moment.
    static HttpProblem unavailable() {
        return new HttpProblem(503, OVERLOADED);
    }

    /// @param asksForPage whether somebody wants to see a page, and not what REST says
    static void add(RoutesConfig routes, Predicate<Context> asksForPage) {
        routes.exception(HttpProblem.class, Refusals::refuse);
        routes.exception(CompletionException.class, (fault, request) -> {
            if (fault.getCause() instanceof HttpProblem problem) {
                refuse(problem, request);
            } else {
                mistake(fault, request);
            }
        });
        routes.exception(HttpResponseException.class, Refusals::refuse);
        routes.exception(Exception.class, Refusals::mistake);
        routes.error(404, request -> {
            if (asksForPage.test(request)) {
                PageRoutes.page(request); // which says itself that there is none
            } else if (!PROBLEM.equals(request.res().getContentType())) {
                send(
                        request,
                        HttpProblem.notFound(
                                "There is nothing at " + request.path() + ".", "REST has no such path.", SEE));
            }
        });
    }

    private static void refuse(HttpProblem problem, Context request) {
        send(request, problem);
    }

    private static void refuse(HttpResponseException fault, Context request) {
        String allowed = fault.getDetails().get("availableMethods");
        if (allowed != null) {
            request.header("Allow", allowed);
        }
        String why = request.method() + " " + request.path() + ": " + fault.getMessage();
        send(request, new HttpProblem(fault.getStatus(), new Refusal("This request was not taken.", why, SEE)));
    }

    private static void mistake(Exception fault, Context request) {
        LOG.error("{} {} failed", request.method(), request.path(), fault);
        send(
                request,
                new HttpProblem(
                        500,
                        new Refusal(
                                "DSG made a mistake.",
                                "The coordinator failed on this request: " + fault,
                                "Look into the coordinator's log, and please report it.")));
    }

    /// Answers with the problem.
    static void send(Context request, HttpProblem problem) {
        if (problem.status() == 401) {
            request.header(
                    "WWW-Authenticate",
                    "Bearer realm=\"dsg\"" + (problem.type().equals("no-token") ? "" : ", error=\"invalid_token\""));
        } else if (problem.status() == 503) {
            request.header("Retry-After", "2");
        }
        Map<String, Object> shape = shape(problem, request.req().getRequestURI());
        request.status(problem.status()).contentType(PROBLEM).result(RestFace.JSON.writeValueAsBytes(shape));
    }

    /// The problem as it is told.
    ///
    /// @param instance the path that was asked
    static Map<String, Object> shape(HttpProblem problem, String instance) {
        Map<String, Object> shape = Shapes.versioned();
        shape.put("type", "urn:dsg:problem:" + problem.type());
        shape.put("title", problem.refusal().what());
        shape.put("status", problem.status());
        shape.put("detail", problem.refusal().why());
        shape.put("mend", problem.refusal().mend());
        shape.put("instance", instance);
        shape.putAll(problem.more());
        return shape;
    }
}
