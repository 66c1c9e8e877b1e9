// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.wire.Admission;
import dsg.wire.Applicant;
import dsg.wire.FoundGrid;
import dsg.wire.GateClient;
import dsg.wire.Identity;
import dsg.wire.JoinCode;
import dsg.wire.LocalAddresses;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dsg join`: makes this machine a node of another machine's grid, by a code or by three words.
@Command(
        name = "join",
        mixinStandardHelpOptions = true,
        header = "Let this machine work for a grid on the same network.",
        description = {
            "Without an address it looks for grids. Without a code it asks, and a person on the first machine approves"
                    + " this one after comparing three words. It returns when the machine is in, and leaves it running.",
            "End it with: dsg leave"
        })
final class JoinCommand implements Callable<Integer> {

    /// So often is the network searched for the grid of a code while only strangers answer.
    private static final int LOOKS = 8;

    static final int DEFAULT_NODE_PORT = 7301;

    private static final Duration LINK_PATIENCE = Duration.ofSeconds(20);

    @Parameters(
            paramLabel = "ADDRESS",
            arity = "0..1",
            description = "The first machine's address, as dsg invite shows it: 192.168.1.20:7301.")
    private Optional<String> address = Optional.empty();

    @Option(
            names = "--code",
            paramLabel = "CODE",
            description = "A code that dsg invite has made; - reads it from standard input.")
    private Optional<String> code = Optional.empty();

    @Option(
            names = "--grid",
            paramLabel = "NAME",
            description = "Of several grids that are found, the one of this name.")
    private Optional<String> grid = Optional.empty();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What this machine is to be called; default: its own name.")
    private Optional<String> name = Optional.empty();

    @Option(
            names = {"-y", "--yes"},
            description = "Ask nothing: also not whether the three words were the same.")
    private boolean yes;

    @Option(names = "--foreground", description = "Stay, and work until Ctrl-C.")
    private boolean foreground;

    private final GridHome home = GridHome.ofEnvironment();
    private final Terminal terminal = new Terminal();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<JoinCode> parsed = code.map(JoinCommand::parsed);
        home.prepare();
        Optional<Joined> before = home.joined();
        if (before.isPresent()) {
            terminal.print("This machine belongs to \"%s\" already, as %s."
                    .formatted(before.get().grid(), before.get().name()));
            return work(before.get());
        }
        if (new LocalGrid(home).isUp()) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    "This machine does not join another grid.",
                    "It runs a grid of its own, and its cores are lent once.",
                    "Stop that first: dsg down   then: dsg join");
        }
        GridSearch search = new GridSearch(terminal, address, grid, yes);
        Joined joined = parsed.isPresent() ? byCode(search, parsed.get()) : byWords(search);
        terminal.print("joined \"%s\" as %s".formatted(Terminal.harmless(joined.grid()), joined.name()));
        return work(joined);
    }

    private static JoinCode parsed(String typed) {
        try {
            String text = typed.equals("-")
                    ? new String(System.in.readNBytes(1_000), java.nio.charset.StandardCharsets.UTF_8).strip()
                    : typed;
            return JoinCode.parse(text);
        } catch (IllegalArgumentException | IOException e) {
            throw new CommandFailure(
                    ExitStatus.USAGE,
                    "That is no code.",
                    String.valueOf(e.getMessage()),
                    "Copy it whole, as dsg invite has shown it on the first machine: dsg join --code CODE");
        }
    }

    private Joined byCode(GridSearch search, JoinCode wanted) throws IOException {
        Applicant applicant = applicant();
        Set<InetSocketAddress> tried = new LinkedHashSet<>();
        IOException last = new IOException("Nobody answers.");
        // Whoever announces what is not his may drown out the true one for a while.
        for (int look = 0; look < LOOKS && (look == 0 || last instanceof GateClient.StrangerException); look++) {
            for (InetSocketAddress candidate : search.candidates(wanted)) {
                if (!tried.add(candidate)) {
                    continue;
                }
                try (GateClient gate = GateClient.of(candidate, wanted::isOf)) {
                    return admitted(gate.byCode(applicant, wanted), candidate);
                } catch (GateClient.StrangerException e) {
                    terminal.note("! " + LocalAddresses.text(candidate)
                            + " is not the grid of this code; it was told nothing.");
                    last = e;
                } catch (IOException e) {
                    last = e;
                }
            }
        }
        throw new CommandFailure(
                ExitStatus.NOT_REACHABLE,
                "This machine has not joined.",
                last instanceof GateClient.StrangerException
                        ? "Whoever answers at " + texts(tried) + " is not the grid that has made this code."
                        : "The grid cannot be reached at " + texts(tried) + ": " + last.getMessage(),
                "See on the first machine that it is up and has this address: dsg status, then dsg invite");
    }

    private static String texts(Collection<InetSocketAddress> addresses) {
        return String.join(", ", addresses.stream().map(LocalAddresses::text).toList());
    }

    private Joined byWords(GridSearch search) throws IOException, InterruptedException {
        FoundGrid chosen = search.choose();
        Applicant applicant = applicant();
        InetSocketAddress where = chosen.nodes().getFirst();
        WordsOnScreen screen = new WordsOnScreen();
        try (GateClient gate = GateClient.of(where, _ -> true)) {
            screen.ifNotTheSame(gate::close);
            Admission admission = gate.byWords(applicant, screen);
            if (admission instanceof Admission.Granted && !screen.areTheSame()) {
                throw notTheSame();
            }
            return admitted(admission, where);
        } catch (IOException e) {
            if (screen.areNotTheSame()) {
                throw notTheSame();
            }
            throw new CommandFailure(
                    ExitStatus.NOT_REACHABLE,
                    "This machine has not joined.",
                    "The grid at " + LocalAddresses.text(where) + ": " + e.getMessage(),
                    "See on the first machine that the grid is up: dsg status");
        }
    }

    private static CommandFailure notTheSame() {
        return new CommandFailure(
                ExitStatus.NOT_ALLOWED,
                "This machine has not joined.",
                "The words were not the same: somebody may stand between the two machines.",
                "Use a code instead, which cannot be tampered with: dsg invite on the first machine");
    }

    /// Shows the words, and asks whether the first machine shows the same, while that one is asked for its approval:
    /// the approval alone proves nothing to this one.
    private final class WordsOnScreen implements GateClient.Screen {
        private final CompletableFuture<Boolean> same = new CompletableFuture<>();
        private Runnable stop = () -> {};

        void ifNotTheSame(Runnable stops) {
            stop = stops;
        }

        @Override
        public void show(String gridName, List<String> words) {
            terminal.print("Compare these words on the first machine:  " + Terminal.styled("1", String.join(" ", words))
                    + "   (Ctrl-C stops asking)");
            terminal.note("  there: dsg node list --pending   then: dsg node approve " + nodeName());
            if (yes) {
                terminal.note("Waiting for approval.");
                same.complete(true);
                return;
            }
            // A person may be reading when the process ends: nobody waits for this thread.
            Thread.ofPlatform().name("question").daemon().start(this::ask);
        }

        private void ask() {
            try {
                boolean yes = terminal.asks("Does it show the same words?", "Use a code: dsg join --code CODE");
                same.complete(yes);
                if (yes) {
                    terminal.note("Waiting for approval.");
                } else {
                    stop.run();
                }
            } catch (CommandFailure e) {
                same.completeExceptionally(e);
                stop.run();
            }
        }

        /// Waits for the person's answer.
        boolean areTheSame() throws InterruptedException {
            try {
                return same.get();
            } catch (ExecutionException e) {
                throw asFailure(e);
            }
        }

        /// Whether the person has said no.
        boolean areNotTheSame() throws InterruptedException {
            return same.isDone() && !areTheSame();
        }

        private static CommandFailure asFailure(ExecutionException e) {
            return e.getCause() instanceof CommandFailure failure
                    ? failure
                    : new CommandFailure(
                            ExitStatus.FAILED,
                            "This machine has not joined.",
                            String.valueOf(e),
                            "Try again: dsg join");
        }
    }

    private Joined admitted(Admission admission, InetSocketAddress where) {
        return switch (admission) {
            case Admission.Granted(var membership) -> Joined.keep(home.joinedFolder(), membership, where);
            case Admission.Denied(var refusal) -> throw new CommandFailure(ExitStatus.NOT_ALLOWED, refusal);
        };
    }

    /// This machine, with a new key, or with the one of an earlier try that was not answered.
    private Applicant applicant() throws IOException {
        Identity keys = Joined.keys(home.joinedFolder());
        Files.createDirectories(home.joinedFolder());
        KeyPair pair = keys.makeKey();
        return new Applicant(
                pair.getPublic(),
                nodeName(),
                Version.text(),
                Runtime.getRuntime().availableProcessors(),
                memoryMib(),
                List.of());
    }

    private String nodeName() {
        return name.orElseGet(GridHome::hostName);
    }

    private static long memoryMib() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getTotalMemorySize() >> 20
                : 0;
    }

    private int work(Joined joined) throws IOException, InterruptedException {
        if (foreground) {
            terminal.note("Working for \"" + Terminal.harmless(joined.grid()) + "\" until Ctrl-C.");
            return GridProcess.run(List.of("process", ProcessKind.NODE.word()));
        }
        return startNode(joined, home, terminal);
    }

    /// Starts the node of the grid that this machine has joined, and says how that went.
    static int startNode(Joined joined, GridHome home, Terminal terminal) {
        boolean linked = new LocalGrid(home).upJoined(LINK_PATIENCE);
        if (linked) {
            terminal.print(
                    "It takes work for \"%s\" now.   Leave: dsg leave".formatted(Terminal.harmless(joined.grid())));
        } else {
            terminal.note("! Its node runs, but has not reached the coordinator yet; it goes on trying.");
            terminal.note("  See why: less " + home.log(ProcessKind.NODE));
        }
        return linked ? ExitStatus.OK : ExitStatus.NOT_REACHABLE;
    }
}
