// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import dsg.core.Decision.Answer;
import dsg.core.Decision.Cause;
import dsg.core.FirstFit;
import dsg.core.GridMachine;
import dsg.core.GridSnapshot;
import dsg.core.Tally;
import dsg.model.Digest;
import dsg.model.GridCommand;
import dsg.model.GridEffect;
import dsg.model.GridEvent;
import dsg.model.Refusal;
import dsg.store.Journal;
import dsg.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Drives the [GridMachine]: one thread takes the whole inbox as one turn, another makes the turn durable by
/// one commit and only then releases what the turn brought about: answers, effects, and the snapshot that
/// readers see. While one turn is on its way to the disk the next is already being decided, so a slow disk
/// costs latency, not throughput.
///
/// A commit that fails stops the loop: from then on nothing is acknowledged any more. One for which the disk has no
/// room is tried again until it has; meanwhile nothing is acknowledged, and what is asked is refused.
final class GridLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GridLoop.class);

    private static final int INBOX_MAX = 65_536;
    private static final int TURN_MAX = 4_096;
    private static final int TURNS_AHEAD = 2;
    private static final long NO_ROOM_RETRY_MS = 500;

    /// What somebody wants of the loop.
    private sealed interface Ask {

        /// A command to be answered.
        record Tell(GridCommand command, CompletableFuture<Answer> answer) implements Ask {}

        /// Commands of one turn, and the contents of small files that must become durable with them.
        record News(List<GridCommand> commands, Map<Digest, byte[]> contents) implements Ask {}

        /// A question about what is true, answered as of its turn.
        record Question(Function<GridMachine, Runnable> question, CompletableFuture<?> answer) implements Ask {}
    }

    /// A turn on its way to the disk.
    private record Commit(
            List<GridEvent> events,
            Tally tally,
            Map<Digest, byte[]> contents,
            List<GridEffect> effects,
            GridSnapshot snapshot,
            List<Runnable> releases) {}

    private final GridMachine machine = new GridMachine(new FirstFit());
    private final BlockingQueue<Ask> inbox = new ArrayBlockingQueue<>(INBOX_MAX);
    private final BlockingQueue<Commit> commits = new ArrayBlockingQueue<>(TURNS_AHEAD);
    private final Journal journal;
    private final SteadyClock clock;
    private final BiConsumer<List<GridEffect>, GridLoop> effects;
    private final CompletableFuture<StoreException> broken = new CompletableFuture<>();
    private final Object published = new Object();
    private volatile Moment newest = new Moment(0, GridSnapshot.EMPTY);
    private volatile DoubleConsumer commitSeconds = _ -> {};
    private volatile Consumer<Tally> tallies = _ -> {};
    private volatile boolean withoutRoom;
    private final Thread decider;
    private final Thread committer;

    /// Rebuilds what the journal says, and starts.
    ///
    /// @param effects carries out what a turn wants done outside; called by one thread, in order
    GridLoop(Journal journal, SteadyClock clock, BiConsumer<List<GridEffect>, GridLoop> effects) {
        this.journal = journal;
        this.clock = clock;
        this.effects = effects;
        Instant[] newest = {Instant.MIN};
        journal.replay(event -> {
            machine.replay(event);
            newest[0] = event.at().isAfter(newest[0]) ? event.at() : newest[0];
        });
        if (newest[0].isAfter(Instant.MIN)) {
            clock.notBefore(newest[0]);
        }
        CompletableFuture<Answer> recovered = tell(new GridCommand.Recover());
        committer = Thread.ofPlatform().name("commits").start(this::commitAll);
        decider = Thread.ofPlatform().name("grid-loop").start(this::decideAll);
        recovered.join();
    }

    /// Asks for something. The answer comes when it is durable; a full inbox is a refusal at once.
    CompletableFuture<Answer> tell(GridCommand command) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        if (withoutRoom) {
            answer.complete(new Answer.Refused(Cause.NO_ROOM, Refusals.NO_ROOM));
        } else if (!inbox.offer(new Ask.Tell(command, answer))) {
            answer.complete(new Answer.Refused(
                    Cause.UNAVAILABLE,
                    new Refusal(
                            "The request was not taken.",
                            "The coordinator has " + INBOX_MAX + " requests waiting and takes no more for the moment.",
                            "Try again in a few seconds.")));
        }
        return answer;
    }

    /// The same for what must not be refused, such as a node's report: waits for room instead.
    void tellInTurn(List<GridCommand> commands, Map<Digest, byte[]> contents) throws InterruptedException {
        inbox.put(new Ask.News(commands, contents));
    }

    /// Asks a question about what is true; the answer comes once that is durable.
    <T> CompletableFuture<T> ask(Function<GridMachine, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Ask.Question asked = new Ask.Question(
                truth -> {
                    try {
                        T value = question.apply(truth);
                        return () -> answer.complete(value);
                    } catch (RuntimeException e) {
                        // Whoever asks changes nothing: his mistake is no reason to stop the grid.
                        return () -> answer.completeExceptionally(e);
                    }
                },
                answer);
        if (withoutRoom) {
            answer.completeExceptionally(new HttpProblem(507, Refusals.NO_ROOM));
        } else if (!inbox.offer(asked)) {
            answer.completeExceptionally(Refusals.unavailable());
        }
        return answer;
    }

    /// A durable moment; later ones have higher numbers.
    record Moment(long number, GridSnapshot snapshot) {}

    /// What readers see: the newest durable moment.
    GridSnapshot snapshot() {
        return newest.snapshot();
    }

    /// The newest durable moment; its number counts the turns since this coordinator began.
    Moment moment() {
        return newest;
    }

    /// How many requests wait for the next turn.
    int waiting() {
        return inbox.size();
    }

    /// Whoever measures how many seconds each commit takes.
    void measureCommits(DoubleConsumer measure) {
        commitSeconds = measure;
    }

    /// Whoever counts what came to an end, once that is durable. Called by one thread, and must be quick.
    void count(Consumer<Tally> counter) {
        tallies = counter;
    }

    /// Waits for a moment after the one with this number, at most this long; the newest.
    Moment awaitAfter(long number, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (published) {
            while (newest.number() <= number && System.nanoTime() < deadline) {
                TimeUnit.NANOSECONDS.timedWait(published, Math.max(1, deadline - System.nanoTime()));
            }
        }
        return newest;
    }

    /// The time, as the loop counts it.
    Instant now() {
        return clock.instant();
    }

    /// Whether a commit waits for room on the disk.
    boolean isWithoutRoom() {
        return withoutRoom;
    }

    /// Completes when the disk has failed and the coordinator must stop.
    CompletableFuture<StoreException> broken() {
        return broken;
    }

    private void decideAll() {
        Optional<Instant> wake = Optional.empty();
        try {
            while (true) {
                List<Ask> asks = next(wake);
                wake = decide(asks);
            }
        } catch (InterruptedException _) {
            LOG.debug("The loop ends.");
        } catch (RuntimeException | Error e) {
            LOG.error("A rule of the grid is broken; the coordinator stops", e);
            broken.complete(new StoreException("A rule of the grid is broken: " + e, e));
        }
    }

    private List<Ask> next(Optional<Instant> wake) throws InterruptedException {
        List<Ask> asks = new ArrayList<>();
        if (wake.isEmpty()) {
            asks.add(inbox.take());
        } else {
            Duration until = Duration.between(clock.instant(), wake.get());
            Ask first = inbox.poll(Math.max(0, until.toMillis() + 1), TimeUnit.MILLISECONDS);
            if (first != null) {
                asks.add(first);
            }
        }
        inbox.drainTo(asks, TURN_MAX);
        return asks;
    }

    private Optional<Instant> decide(List<Ask> asks) throws InterruptedException {
        List<GridCommand> commands = new ArrayList<>(asks.size() + 1);
        Map<Integer, CompletableFuture<Answer>> askers = new HashMap<>();
        List<Ask.Question> questions = new ArrayList<>();
        Map<Digest, byte[]> contents = new HashMap<>();
        for (Ask ask : asks) {
            switch (ask) {
                case Ask.Tell tell -> {
                    askers.put(commands.size(), tell.answer());
                    commands.add(tell.command());
                }
                case Ask.News news -> {
                    commands.addAll(news.commands());
                    contents.putAll(news.contents());
                }
                case Ask.Question question -> questions.add(question);
            }
        }
        commands.add(new GridCommand.Tick());
        GridMachine.Turn turn = machine.turn(commands, clock.instant());
        List<Runnable> releases = new ArrayList<>(asks.size());
        askers.forEach((place, asker) ->
                releases.add(() -> asker.complete(turn.answers().get(place))));
        questions.forEach(question -> releases.add(question.question().apply(machine)));
        Tally tally = Tally.of(turn.events(), machine.view());
        commits.put(new Commit(turn.events(), tally, contents, turn.effects(), turn.snapshot(), releases));
        return turn.nextWake();
    }

    private void commitAll() {
        try {
            while (true) {
                Commit commit = commits.take();
                if (!commit.events().isEmpty() || !commit.contents().isEmpty()) {
                    long begun = System.nanoTime();
                    append(commit);
                    commitSeconds.accept((System.nanoTime() - begun) / 1e9);
                }
                release(commit);
            }
        } catch (InterruptedException _) {
            LOG.debug("No more commits.");
        } catch (StoreException e) {
            LOG.error("The journal cannot be written; the coordinator stops", e);
            broken.complete(e);
        }
    }

    private void append(Commit commit) throws InterruptedException {
        while (true) {
            try {
                journal.append(commit.events(), commit.contents());
                if (withoutRoom) {
                    withoutRoom = false;
                    LOG.info("The journal's disk has room again: the grid goes on.");
                }
                return;
            } catch (StoreException.NoRoom e) {
                if (!withoutRoom) {
                    withoutRoom = true;
                    LOG.error("{} The grid stands still until there is room; nothing is lost.", e.getMessage());
                }
                Thread.sleep(NO_ROOM_RETRY_MS);
            }
        }
    }

    private void release(Commit commit) {
        newest = new Moment(newest.number() + 1, commit.snapshot());
        if (!commit.tally().equals(Tally.NONE)) {
            tallies.accept(commit.tally());
        }
        if (!commit.effects().isEmpty()) {
            effects.accept(commit.effects(), this);
        }
        synchronized (published) {
            published.notifyAll();
        }
        commit.releases().forEach(Runnable::run);
    }

    /// Stops; what was asked and not answered was never promised. Whoever waits is told.
    @Override
    public void close() {
        decider.interrupt();
        join(decider);
        committer.interrupt();
        join(committer);
        Refusal refusal =
                new Refusal("The request was not taken.", "The coordinator is stopping.", "Start it again: dsg up");
        List<Ask> left = new ArrayList<>();
        inbox.drainTo(left);
        for (Ask ask : left) {
            switch (ask) {
                case Ask.Tell tell -> tell.answer().complete(new Answer.Refused(Cause.UNAVAILABLE, refusal));
                case Ask.Question question -> question.answer().completeExceptionally(Refusals.unavailable());
                case Ask.News _ -> LOG.debug("What was not taken is reported again.");
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(5_000);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
