// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.Decision.Answer;
import dsg.core.Decision.Cause;
import dsg.core.GridSnapshot;
import dsg.core.JobRules;
import dsg.model.JobId;
import dsg.model.Refusal;
import dsg.model.StageId;
import dsg.model.TaskId;
import dsg.store.Artefacts;
import dsg.store.Room;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.router.InternalRouter;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import tools.jackson.databind.json.JsonMapper;

/// The one way in for people and programs: REST under `/api/v1`, and `/healthz`.
final class RestFace implements AutoCloseable {

    static final JsonMapper JSON = JsonMapper.shared();
    /// How much of a body that is too large is still read.
    private static final long READ_ON_MAX = 2 * JobRoutes.REQUEST_MAX;

    private final CoordinatorSettings settings;
    private final GridLoop loop;
    private final Lifetime lifetime;
    private final EventStream events;
    private final Room room;
    private final Javalin server;
    private volatile Optional<LanFace> lan = Optional.empty();

    RestFace(
            CoordinatorSettings settings,
            GridLoop loop,
            NodeLinks links,
            Artefacts artefacts,
            DataCollector collector,
            Lifetime lifetime,
            Doorkeeper doorkeeper,
            Relays relays,
            GridHistory history,
            int nodesPort)
            throws IOException {
        this.settings = settings;
        this.loop = loop;
        this.lifetime = lifetime;
        AccessGuard guard = new AccessGuard(
                settings.token(),
                () -> loop.snapshot().users(),
                loop::now,
                () -> lan.map(LanFace::names).orElse(Set.of()),
                relays::has);
        this.room = new Room(settings.home());
        NodeRoutes nodes = new NodeRoutes(loop, links.figures());
        JobRoutes jobs = new JobRoutes(loop, artefacts, links.statuses(), settings.types());
        TaskRoutes tasks = new TaskRoutes(loop, links, artefacts);
        RecordRoutes records = new RecordRoutes(settings, loop);
        ArtefactRoutes contents = new ArtefactRoutes(loop, artefacts, links.data()::prepare);
        DataRoutes data = new DataRoutes(loop, artefacts);
        JoinRoutes joins = new JoinRoutes(
                loop,
                doorkeeper,
                settings.ownNode(),
                new java.net.InetSocketAddress(settings.nodes().getAddress(), nodesPort));
        this.events = new EventStream(loop, links.statuses(), guard, joins::pending);
        SpaceRoutes space = new SpaceRoutes(loop, artefacts, collector, settings.home());
        UserRoutes users = new UserRoutes(loop);
        LoginRoutes logins = new LoginRoutes(loop, guard);
        ApiDescription description = new ApiDescription(this::router);
        server = Javalin.create(config -> {
            configure(config);
            if (settings.lan().isPresent()) {
                config.jetty.addConnector((jetty, http) -> besideLan(jetty, http, settings.people()));
            }
            Routes routes = new Routes(config.routes);
            config.routes.before(
                    request -> guard.check(request, !routes.isForAnybody(request) && !routes.asksForPage(request)));
            config.routes.before(_ -> lifetime.used());
            addGrid(routes);
            nodes.add(routes);
            new PolicyRoutes(loop, links).add(routes);
            new HistoryRoutes(loop, history, links.statuses()).add(routes);
            new ShareRoutes(loop, history).add(routes);
            new MetricRoutes(loop, links.statuses().lines()).add(routes);
            jobs.add(routes);
            tasks.add(routes);
            records.add(routes);
            contents.add(routes);
            data.add(routes);
            space.add(routes);
            joins.add(routes);
            users.add(routes);
            logins.add(routes);
            new TypeRoutes(settings.types()).add(routes);
            new PageRoutes().add(routes);
            events.add(routes);
            Metrics.add(routes, loop, links.figures(), settings.home(), events::watchers);
            description.add(routes);
            Refusals.add(config.routes, routes::asksForPage);
        });
        try {
            server.start(settings.people().getHostString(), settings.people().getPort());
        } catch (RuntimeException e) {
            throw new IOException(
                    "Port " + settings.people().getPort() + " cannot be listened on: " + e.getMessage(), e);
        }
        lan = openLan();
    }

    /// Plain HTTP on loopback, where the LAN's door has the same port on all addresses: the system gives loopback's
    /// connections to whoever listens there and nowhere else.
    private static ServerConnector besideLan(Server jetty, HttpConfiguration http, InetSocketAddress where) {
        ServerConnector connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
        connector.setReusePort(true);
        connector.setHost(where.getHostString());
        connector.setPort(where.getPort());
        return connector;
    }

    private Optional<LanFace> openLan() throws IOException {
        if (settings.lan().isEmpty()) {
            return Optional.empty();
        }
        Server jetty = server.jettyServer().server();
        HttpConfiguration http = jetty.getConnectors()[0]
                .getConnectionFactory(HttpConnectionFactory.class)
                .getHttpConfiguration();
        return Optional.of(new LanFace(jetty, http, settings.lan().get(), settings.authority(), server.port()));
    }

    private InternalRouter router() {
        return server.unsafe.internalRouter;
    }

    private static void configure(JavalinConfig config) {
        config.concurrency.useVirtualThreads = true;
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.http.maxRequestSize = JobRoutes.REQUEST_MAX;
        config.http.prefer405over404 = true;
        config.http.asyncTimeout = 0;
        config.jetty.modifyServer(jetty -> jetty.setErrorHandler(new ServerRefusals()));
    }

    /// The port on which it listens.
    int port() {
        return server.port();
    }

    /// How many clients follow what happens.
    int watchers() {
        return events.watchers();
    }

    static long unfinishedJobs(GridSnapshot snapshot) {
        return snapshot.jobs().stream().filter(job -> !job.state().isOver()).count();
    }

    private void addGrid(Routes routes) {
        routes.get(Access.anybody(), "/healthz", request -> request.result("ok\n"));
        routes.get(Access.viewer(), "/api/v1/grid", request -> answer(request, 200, grid()));
        routes.post(Access.admin(), "/api/v1/grid/stay", request -> {
            lifetime.stay();
            answer(request, 200, grid());
        });
        routes.post(Access.admin(), "/api/v1/grid/stop", request -> {
            boolean whenIdle = "true".equals(request.queryParam("when_idle"));
            if (whenIdle && (!lifetime.isEmbedded() || unfinishedJobs(loop.snapshot()) > 0)) {
                throw new HttpProblem(
                        409,
                        new Refusal(
                                "The grid stays up.",
                                "It has unfinished jobs, or somebody has asked it to stay.",
                                "Stop it all the same: dsg down"));
            }
            answer(request, 202, grid());
            lifetime.ask();
        });
    }

    private Map<String, Object> grid() {
        GridSnapshot snapshot = loop.snapshot();
        Map<String, Object> shape = Shapes.versioned();
        shape.put("name", settings.gridName());
        shape.put("version", settings.version());
        shape.put("embedded", lifetime.isEmbedded());
        shape.put("unfinished_jobs", unfinishedJobs(snapshot));
        shape.put(
                "nodes",
                snapshot.nodes().stream().filter(node -> node.connected()).count());
        shape.put("disk", room.folder().toString());
        shape.put("disk_free_mib", room.freeBytes() >> 20);
        shape.put("disk_reserve_mib", room.reserveBytes() >> 20);
        shape.put("takes_jobs", !room.isShort() && !loop.isWithoutRoom());
        lan.ifPresent(face -> {
            Map<String, Object> reached = new LinkedHashMap<>();
            reached.put("addresses", face.urls());
            reached.put("ca", face.ca().toString());
            shape.put("lan", reached);
        });
        return shape;
    }

    static void answer(Context request, int status, Map<String, Object> shape) {
        request.status(status).contentType("application/json").result(JSON.writeValueAsBytes(shape));
    }

    /// The request's body, which is JSON and no longer than a submission may be.
    static byte[] body(Context request) {
        return body(request, JobRoutes.REQUEST_MAX);
    }

    /// The request's body, which is JSON and has at most so many bytes.
    static byte[] body(Context request, long max) {
        String type = request.contentType();
        if (type != null && !type.matches("(?i)application/(json|[\\w.-]+\\+json)\\b.*")) {
            throw new HttpProblem(
                    415,
                    new Refusal(
                            "This request was not taken.",
                            "Its body is said to be " + type + ".",
                            "Send JSON, with the header: Content-Type: application/json"));
        }
        if (request.req().getContentLengthLong() > READ_ON_MAX) {
            throw tooLarge(max);
        }
        try {
            InputStream content = request.req().getInputStream();
            byte[] body = content.readNBytes((int) max + 1);
            if (body.length > max) {
                // Whoever still writes would not see the answer.
                var _ = content.skip(READ_ON_MAX);
                throw tooLarge(max);
            }
            return body;
        } catch (IOException e) {
            throw HttpProblem.badRequest("The request broke off.", String.valueOf(e.getMessage()), "Send it again.");
        }
    }

    private static HttpProblem tooLarge(long max) {
        return new HttpProblem(
                413,
                new Refusal(
                        "This request was not taken.",
                        "Its body has more than " + max + " bytes.",
                        "Put files under their SHA-256 first, and name them."));
    }

    /// The job that the path names.
    static JobId jobOf(Context request) {
        try {
            return JobId.parse(request.pathParam("job"));
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest("That names no job.", String.valueOf(e.getMessage()), "See them all: dsg ls");
        }
    }

    /// The problem of a job that is not there: it was deleted, or it never was.
    static HttpProblem noSuchJob(GridLoop loop, JobId id) {
        return new HttpProblem(404, JobRules.noSuchJob(id, loop.snapshot().nextJob()));
    }

    /// The task that the path names.
    static TaskId taskOf(Context request) {
        try {
            int number = Integer.parseInt(request.pathParam("task"));
            return new TaskId(jobOf(request), request.pathParam("stage"), number);
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest(
                    "That names no task.", String.valueOf(e.getMessage()), "A task is named like 2.simulate.17.");
        }
    }

    /// What was answered, or the refusal as a problem.
    static JobId accepted(Answer answer) {
        return switch (answer) {
            case Answer.Accepted(JobId job) -> job;
            case Answer.Ok(), Answer.Admitted(var _) ->
                throw new IllegalStateException("A job was asked about, and no job was answered.");
            case Answer.Refused(Cause cause, Refusal refusal) -> throw new HttpProblem(status(cause), refusal);
        };
    }

    /// Nothing, or the refusal as a problem.
    static void ok(Answer answer) {
        switch (answer) {
            case Answer.Ok(), Answer.Accepted(var _), Answer.Admitted(var _) -> {}
            case Answer.Refused(Cause cause, Refusal refusal) -> throw new HttpProblem(status(cause), refusal);
        }
    }

    private static int status(Cause cause) {
        return switch (cause) {
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case UNAVAILABLE -> 503;
            case NO_ROOM -> 507;
        };
    }

    /// The stage that the path names.
    static StageId stageOf(Context request) {
        return new StageId(jobOf(request), request.pathParam("stage"));
    }

    @Override
    public void close() {
        events.close();
        lan.ifPresent(LanFace::close);
        server.stop();
    }
}
