// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.wire.Admission;
import dsg.wire.Applicant;
import dsg.wire.FoundGrid;
import dsg.wire.GateClient;
import dsg.wire.JoinCode;
import dsg.wire.LocalAddresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
            "DSG_JOIN and DSG_JOIN_ADDRESS in the environment stand for --code and the address. End it with: dsg leave"
        })
final class JoinCommand implements Callable<Integer> {

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

    @Option(
            names = "--same-machine",
            description = "It was taken for a copy of the machine that has joined, and is that one, with other parts.")
    private boolean sameMachine;

    @Option(names = "--foreground", description = "Stay, and work until Ctrl-C.")
    private boolean foreground;

    private final GridHome home = GridHome.ofEnvironment();
    private final Terminal terminal = new Terminal();

    @Override
    public Integer call() throws IOException, InterruptedException {
        home.prepare();
        if (sameMachine) {
            Joined again = new ThisMachine(home).isTheSame();
            terminal.print("It is %s of \"%s\" again.".formatted(again.name(), Terminal.harmless(again.grid())));
            return work(again);
        }
        Optional<Preseed> preseed = code.isPresent() ? Optional.empty() : Preseed.inEnvironment();
        Optional<JoinCode> parsed = code.or(() -> preseed.map(Preseed::code)).map(JoinCommand::parsed);
        Optional<Joined> before = new ThisMachine(home).joined(terminal);
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
        GridSearch search = new GridSearch(terminal, address.or(() -> preseed.flatMap(Preseed::address)), grid, yes);
        Joined joined = parsed.isPresent()
                ? new JoinByCode(home, nodeName(), terminal).join(search, parsed.get())
                : byWords(search);
        terminal.print("joined \"%s\" as %s".formatted(Terminal.harmless(joined.grid()), joined.name()));
        return work(joined);
    }

    static JoinCode parsed(String typed) {
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

    private Joined byWords(GridSearch search) throws IOException, InterruptedException {
        FoundGrid chosen = search.choose();
        Applicant applicant = JoinByCode.applicant(home, nodeName());
        InetSocketAddress where = chosen.nodes().getFirst();
        WordsOnScreen screen = new WordsOnScreen();
        try (GateClient gate = GateClient.of(where, _ -> true)) {
            screen.ifNotTheSame(gate::close);
            Admission admission = gate.byWords(applicant, screen);
            if (admission instanceof Admission.Granted && !screen.areTheSame()) {
                throw notTheSame();
            }
            return JoinByCode.admitted(home, admission, where);
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

    private String nodeName() {
        return name.orElseGet(GridHome::hostName);
    }

    private int work(Joined joined) throws IOException, InterruptedException {
        return foreground ? stay(joined, home, terminal) : startNode(joined, home, terminal);
    }

    /// Is the node itself until Ctrl-C.
    static int stay(Joined joined, GridHome home, Terminal terminal) throws IOException, InterruptedException {
        home.setDown(false);
        terminal.note("Working for \"" + Terminal.harmless(joined.grid()) + "\" until Ctrl-C.");
        return GridProcess.run(List.of("process", ProcessKind.NODE.word()));
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
