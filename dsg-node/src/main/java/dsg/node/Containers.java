// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.ShellQuote;
import dsg.type.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What runs containers on this machine, if anything does. That is found out beside the node's start, for it takes a
/// second or two.
final class Containers {

    private static final Logger LOG = LoggerFactory.getLogger(Containers.class);

    private static final Duration DAY = Duration.ofDays(1);

    private final Path work;
    private final Path home;
    private final String label;
    private final Every daily = new Every(DAY);
    private volatile Optional<Ready> ready = Optional.empty();
    private volatile String whyNot;

    private record Ready(ContainerEngine engine, ContainerImages images, ContainerLauncher launcher) {}

    private Containers(Path home, Path work, String label, String whyNot) {
        this.home = home;
        this.work = work;
        this.label = label;
        this.whyNot = whyNot;
    }

    /// No containers.
    static Containers none(String why) {
        return new Containers(Path.of(""), Path.of(""), "", why);
    }

    /// What works here, from a while after now on. Whatever an earlier life of this node has left in containers ends.
    ///
    /// @param home the node's folder, whose containers are this node's
    static Containers look(Path home, Path work, Optional<Path> supervisor) {
        Containers containers = new Containers(home, work, "dsg.node=" + home, "the node has just started, and looks");
        Thread.ofPlatform().name("containers").daemon().start(() -> containers.look(supervisor));
        return containers;
    }

    private void look(Optional<Path> supervisor) {
        try {
            EngineSearch search = new EngineSearch(work, label, supervisor);
            Optional<EngineSearch.Found> found = search.look();
            if (found.isEmpty()) {
                whyNot = search.why();
                LOG.info("No containers: {}.", whyNot);
                return;
            }
            ContainerEngine engine = found.get().engine();
            engine.removeLabelled(label);
            LOG.info("Containers by {} {}", engine.words(List.of()), engine.canLimit() ? "" : "(without limits)");
            ContainerImages images = new ContainerImages(engine, new BroughtImages(home, InstantSource.system()));
            ready = Optional.of(new Ready(engine, images, found.get().launcher()));
            removeOldImages();
        } catch (IOException | RuntimeException e) {
            whyNot = String.valueOf(e.getMessage());
            LOG.warn("No containers: {}", e.toString());
        }
    }

    boolean work() {
        return ready.isPresent();
    }

    /// In words for people, what they are here, or why there are none.
    String told() {
        return ready.map(now -> "containers by " + now.engine.kind().word()
                        + (now.engine.canLimit()
                                ? ""
                                : ", no limits: a container may use more memory than it asked for; run the node as root,"
                                        + " or with control groups of the second kind that systemd hands it"))
                .orElse("no containers: " + whyNot);
    }

    /// Where a task in this container runs; its image is there when this returns.
    ///
    /// @throws IOException if it cannot run here; the message says why
    World world(Launch.Container launch, TaskFolder folder) throws IOException {
        Ready now = ready.orElseThrow(() -> new IOException("this node runs no containers: " + whyNot));
        String image = now.images.bring(launch.image(), folder);
        removeOldImages();
        writeDown(now.engine);
        return new World(new ContainerRung(now.engine, image, label, EngineSearch.ulimits(), List.of()), now.launcher);
    }

    /// Once a day, beside the tasks.
    private synchronized void removeOldImages() {
        if (daily.due()) {
            ready.ifPresent(now -> Thread.ofPlatform().name("images").daemon().start(() -> {
                try {
                    now.images.removeOld();
                } catch (IOException e) {
                    LOG.warn("Old images could not be removed: {}", e.toString());
                }
            }));
        }
    }

    /// What [Guard] does at the end of a node that has run containers.
    static Path strays(Path work) {
        return work.resolve("container-strays");
    }

    private synchronized void writeDown(ContainerEngine engine) throws IOException {
        Path script = strays(work);
        if (Files.exists(script) || !engine.keepsContainers()) {
            return;
        }
        String call = engine.words(List.of()).stream().map(ShellQuote::quote).collect(Collectors.joining(" "));
        String env = engine.env().entrySet().stream()
                .map(Containers::export)
                .sorted()
                .collect(Collectors.joining());
        Path made = Files.writeString(work.resolve("container-strays.new"), """
                #!/bin/sh
                %sfor id in $(%s ps --all --quiet --filter %s); do
                    %s kill --signal KILL "$id"
                    %s rm --force "$id"
                done
                """.formatted(
                        env, call, ShellQuote.quote("label=" + label), call, call));
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx------"));
        Files.move(made, script);
    }

    private static String export(Map.Entry<String, String> variable) {
        return "export " + variable.getKey() + "=" + ShellQuote.quote(variable.getValue()) + "\n";
    }
}
