// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.AttemptEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Starts tasks in places: `dsg-supervisor` processes, each of which runs one task after the other of the same job.
final class PlaceLauncher implements Launcher, AutoCloseable {

    private final Path program;
    private final Path work;
    private final Optional<View> view;
    private final Cgroups groups;
    private final boolean engines;
    private final PlacePool places = new PlacePool(this::open);

    /// @param work the folder below which all attempts' folders are
    /// @param view what tasks see; none if they see everything
    PlaceLauncher(Path program, Path work, Optional<View> view, Cgroups groups) {
        this(program, work, view, groups, false);
    }

    private PlaceLauncher(Path program, Path work, Optional<View> view, Cgroups groups, boolean engines) {
        this.program = program;
        this.work = work;
        this.view = view;
        this.groups = groups;
        this.engines = engines;
    }

    /// One for programs that run containers, who see to control groups themselves and may need a program's privileges.
    static PlaceLauncher forEngines(Path program, Path work) {
        return new PlaceLauncher(program, work, Optional.empty(), Cgroups.none(), true);
    }

    /// Why no task could be started so on this machine; none if it can.
    Optional<String> whyNot(TaskFolder folder) {
        try (Place place = open(false, List.of())) {
            place.run(named(folder.task()), named(folder.out()), named(folder.err()), List.of("/bin/true"), Map.of());
            Place.Ended ended = place.await();
            if (ended.fault().isEmpty()) {
                return ended.exitCode() == 0
                        ? Optional.empty()
                        : Optional.of("/bin/true ended with exit code " + ended.exitCode());
            }
            return Optional.of(ended.fault() + " failed with error " + ended.error());
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Running launch(Launch launch, Strays strays) throws IOException {
        PlacePool.Kind kind = new PlacePool.Kind(
                launch.needs().job(), launch.needs().network(), launch.needs().devices());
        Place place = places.take(kind);
        place.group().ifPresent(group -> group.begin(launch.needs().memoryMib()));
        try {
            place.run(named(launch.folder()), named(launch.out()), named(launch.err()), launch.argv(), launch.env());
        } catch (IOException e) {
            places.end(place);
            throw new IOException("the supervisor of its sandbox has ended: " + e.getMessage(), e);
        }
        return new Placed(kind, place, launch.argv().getFirst());
    }

    /// How a place calls a file of an attempt: a sandbox knows the work folder alone, and a task's folder only by its
    /// attempt's.
    private String named(Path file) {
        if (view.isEmpty()) {
            return file.toString();
        }
        Path inside = work.relativize(file);
        return (inside.endsWith("task") && inside.getNameCount() == 2 ? inside.getName(0) : inside).toString();
    }

    private Place open(boolean network, List<Path> devices) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "place"));
        view.ifPresentOrElse(
                seen -> {
                    command.addAll(List.of("--work", work.toString()));
                    command.addAll(seen.arguments(network, "--ro", "--link"));
                    devices.forEach(device -> command.addAll(List.of("--dev", device.toString(), device.toString())));
                },
                () -> command.add("--bare"));
        if (engines) {
            command.add("--engine");
        }
        if (network) {
            command.add("--net");
        }
        return Place.start(command, groups.make());
    }

    /// How many places there are, used or not.
    int places() {
        return places.size();
    }

    /// Ends all places, and all that runs in them.
    @Override
    public void close() {
        places.close();
    }

    private final class Placed implements Running {
        private final PlacePool.Kind kind;
        private final Place place;
        private final String program;
        private boolean ended;
        private boolean hurried;
        private boolean stopped;

        Placed(PlacePool.Kind kind, Place place, String program) {
            this.kind = kind;
            this.place = place;
            this.program = program;
        }

        @Override
        public Exit await() {
            try {
                Place.Ended how = place.await();
                Exit exit = new Exit(how.exitCode(), how.signal(), how.cpu(), how.peakKib(), reason(how));
                synchronized (this) {
                    ended = true;
                    if (hurried) {
                        place.group().ifPresent(group -> group.giveWay(true));
                    }
                }
                places.giveBack(kind, place);
                return exit;
            } catch (Place.GoneException e) {
                synchronized (this) {
                    ended = true;
                }
                place.group().ifPresent(Group::clear);
                places.end(place);
                return new Exit(
                        128 + Posix.SIGKILL,
                        Posix.SIGKILL,
                        Duration.ZERO,
                        0,
                        Optional.of(new AttemptEnd.Lost(String.valueOf(e.getMessage()))));
            }
        }

        private Optional<AttemptEnd> reason(Place.Ended how) {
            if (!how.fault().isEmpty()) {
                String what = how.fault().equals("exec") ? program : how.fault();
                return Optional.of(new AttemptEnd.Broken(what + " cannot be started: " + Posix.describe(how.error())));
            }
            return how.exitCode() == 0 ? Optional.empty() : place.group().flatMap(group -> Limits.reason(group, how));
        }

        @Override
        public synchronized void terminate() {
            if (!ended) {
                place.terminate();
            }
        }

        @Override
        public synchronized void kill() {
            if (ended) {
                return;
            }
            hurried = true;
            place.group().ifPresent(group -> {
                group.giveWay(false);
                group.thaw();
            });
            place.kill();
        }

        @Override
        public synchronized void freeze() {
            if (!ended && !place.group().map(Group::freeze).orElse(false)) {
                stopped = true;
                Posix.here().ifPresent(posix -> StopSignal.freeze(posix, this::below));
            }
        }

        @Override
        public synchronized void thaw() {
            if (ended) {
                return;
            }
            place.group().ifPresent(Group::thaw);
            if (stopped) {
                stopped = false;
                Posix.here().ifPresent(posix -> StopSignal.thaw(posix, this::below));
            }
        }

        /// The processes of the task; keeper and init are not among them.
        private List<Integer> below() {
            List<Integer> all = ProcessTree.all((int) place.pid());
            return all.subList(Math.min(2, all.size()), all.size());
        }

        @Override
        public long pid() {
            return place.pid();
        }
    }
}
