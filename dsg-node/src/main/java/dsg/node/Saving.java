// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.model.Artefact;
import dsg.model.AttemptEnd;
import dsg.model.AttemptId;
import dsg.model.Checkpoint;
import dsg.model.Digest;
import dsg.model.Order;
import dsg.store.ArtefactFolder;
import dsg.wire.MissingException;
import dsg.wire.Need;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a task keeps of its work: puts into its folder what an earlier attempt has kept, and takes what this one keeps
/// now and then while it runs, and once more when it is to go on elsewhere. A task that keeps nothing has one, too.
///
/// Files are taken as outputs are, never through links, though the task still runs and may do to its folder what it
/// likes: see [HeldFile].
final class Saving {

    /// How long a task that is to go on elsewhere has for keeping what it has done and ending.
    static final Duration PATIENCE = Duration.ofSeconds(8);

    private static final Logger LOG = LoggerFactory.getLogger(Saving.class);

    /// What was changed less long ago may be half-written.
    private static final long QUIET_MS = 250;
    /// What is changed all the time is taken after so many looks all the same: who writes so renames.
    private static final int LOOKS_MOST = 5;
    /// Of what is large no more is handed over than takes this part of the time.
    private static final int PART = 10;

    private final Order order;
    private final TaskFolder folder;
    private final Courier courier;
    private final Executor threads;
    private List<HeldFile.Stamp> taken = List.of();
    private List<Checkpoint.Saved> brought = List.of();
    private Optional<Checkpoint> newest = Optional.empty();
    private boolean told = true;
    private boolean takes;
    private boolean over;
    private int looks;
    private long dueAt;

    Saving(Order order, TaskFolder folder, Courier courier, Executor threads) {
        this.order = order;
        this.folder = folder;
        this.courier = courier;
        this.threads = threads;
    }

    /// Whether the task keeps anything.
    boolean keeps() {
        return order.checkpoint().isPresent();
    }

    private Duration every() {
        return order.checkpoint().orElseThrow().every();
    }

    private List<String> paths() {
        return order.checkpoint().orElseThrow().files();
    }

    /// Puts what an earlier attempt has kept into the folder, over what lies there; the order as it is now: without it
    /// if it is not to be had any more, for then the task begins from the start.
    Order bring() throws IOException, InterruptedException {
        if (!keeps()) {
            return order;
        }
        Order begun = order;
        Path aside = Files.createDirectories(folder.root().resolve("saved"));
        AttemptId attempt = order.attempt();
        try {
            for (int i = 0; i < order.saved().size(); i++) {
                Need need = new Need(attempt, Optional.of(attempt.task()));
                courier.bring(need, order.saved().get(i).artefact(), aside.resolve(Integer.toString(i)));
            }
            for (int i = 0; i < order.saved().size(); i++) {
                Path place = folder.inside(order.saved().get(i).path());
                Files.createDirectories(java.util.Objects.requireNonNull(place.getParent()));
                Files.move(aside.resolve(Integer.toString(i)), place, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (MissingException e) {
            LOG.warn("{} begins from the start, for its checkpoint is not there: {}", attempt, e.getMessage());
            begun = order.keeping(order.checkpoint(), List.of());
        }
        synchronized (this) {
            taken = HeldFile.stamps(folder, paths()).orElse(List.of());
            brought = begun.saved();
            dueAt = System.nanoTime() + every().toNanos();
        }
        return begun;
    }

    /// Whoever listens from now on has heard of no checkpoint.
    synchronized void tellAgain() {
        told = newest.isEmpty();
    }

    /// Looks at a task that runs, once a second: takes a checkpoint if one is due.
    synchronized void look() {
        if (!told) {
            told = newest.filter(checkpoint -> courier.tell(order.attempt(), checkpoint))
                    .isPresent();
        }
        if (!keeps() || takes || over || System.nanoTime() - dueAt < 0) {
            return;
        }
        Optional<List<HeldFile.Stamp>> now = HeldFile.stamps(folder, paths());
        if (now.isEmpty() || now.get().equals(taken)) {
            return;
        }
        looks++;
        if (looks >= LOOKS_MOST || areQuiet(now.get())) {
            takes = true;
            looks = 0;
            threads.execute(this::takeOne);
        }
    }

    private static boolean areQuiet(List<HeldFile.Stamp> files) {
        long now = System.currentTimeMillis();
        return files.stream().allMatch(file -> now - file.modified().toMillis() >= QUIET_MS);
    }

    private void takeOne() {
        long began = System.nanoTime();
        try {
            take(new UntilOver());
        } catch (IOException e) {
            LOG.info("No checkpoint of {} was taken: {}", order.attempt(), e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            long took = System.nanoTime() - began;
            synchronized (this) {
                takes = false;
                dueAt = System.nanoTime() + Math.max(every().toNanos(), PART * took);
            }
        }
    }

    /// The attempt has ended so; what it had kept in the end, if its task is to go on elsewhere.
    ///
    /// @param whole whether it has come to its end by itself, so that nothing is half-written
    Optional<Checkpoint> last(AttemptEnd end, boolean whole) throws InterruptedException {
        over();
        if (!keeps() || !(end instanceof AttemptEnd.Lost)) {
            return Optional.empty();
        }
        Optional<List<HeldFile.Stamp>> now = HeldFile.stamps(folder, paths());
        boolean news = now.filter(files -> !isTaken(files) && (whole || areQuiet(files)))
                .isPresent();
        if (news && courier.isLinked()) {
            try {
                take(new Once());
            } catch (IOException e) {
                LOG.info("The last checkpoint of {} was not taken: {}", order.attempt(), e.getMessage());
            }
        }
        synchronized (this) {
            return newest;
        }
    }

    /// Nothing is taken any more of it while it runs.
    synchronized void over() {
        over = true;
    }

    private synchronized boolean isTaken(List<HeldFile.Stamp> files) {
        return taken.equals(files);
    }

    private void take(Courier.Patience patience) throws IOException, InterruptedException {
        List<HeldFile.Stamp> stamps = new ArrayList<>();
        List<Checkpoint.Saved> saved = new ArrayList<>();
        for (String path : paths()) {
            try (HeldFile file = HeldFile.hold(folder, path)) {
                Digest digest = ArtefactFolder.hash(file.path());
                Artefact artefact = new Artefact(digest, file.stamp().bytes());
                if (artefact.bytes() > 0 && !isThere(artefact)) {
                    courier.keep(digest, file.path(), patience);
                }
                file.checkUnchanged();
                stamps.add(file.stamp());
                saved.add(new Checkpoint.Saved(path, artefact.bytes() > 0 ? artefact : Artefact.EMPTY));
            }
        }
        took(stamps, saved, patience);
    }

    /// Whether the coordinator has it, for it is part of the checkpoint that the task would go on from now.
    private synchronized boolean isThere(Artefact artefact) {
        return newest.map(Checkpoint::files).orElse(brought).stream()
                .anyMatch(file -> file.artefact().equals(artefact));
    }

    private synchronized void took(
            List<HeldFile.Stamp> stamps, List<Checkpoint.Saved> saved, Courier.Patience patience) {
        if (!patience.isOver()) {
            taken = List.copyOf(stamps);
            newest = Optional.of(new Checkpoint(newest.map(Checkpoint::number).orElse(0) + 1, saved));
            told = courier.tell(order.attempt(), newest.get());
        }
    }

    /// Whoever takes a checkpoint of a task that runs has no need of it once that is over.
    private final class UntilOver implements Courier.Patience {
        @Override
        public boolean isOver() {
            synchronized (Saving.this) {
                return over;
            }
        }

        @Override
        public void waiting(String why) {}
    }

    /// The last checkpoint waits for no room.
    private static final class Once implements Courier.Patience {
        private boolean waits;

        @Override
        public boolean isOver() {
            return waits;
        }

        @Override
        public void waiting(String why) {
            waits = !why.isEmpty();
        }
    }
}
