// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a service is to be at the moment: the words of the process that its shell becomes, or
/// nothing yet. A machine that has a code joins by it first.
final class ServiceRun {

    /// Nothing to do yet; the launcher waits until a file says otherwise, and asks again.
    static final int NOTHING_YET = 75;

    /// Of two seconds each.
    private static final int SOON = 1;

    private static final int LATER = 15;

    private final GridHome home;
    private final ProcessKind kind;
    private final Terminal terminal = new Terminal();

    ServiceRun(GridHome home, ProcessKind kind) {
        this.home = home;
        this.kind = kind;
    }

    /// Prints the words, quoted for a shell.
    int call(List<String> options) throws IOException {
        home.prepare();
        if (home.isDown()) {
            return NOTHING_YET;
        }
        if (home.running(kind).isPresent()) {
            terminal.note("A " + kind.word() + " runs already; this service takes over when it ends.");
            return again(LATER);
        }
        return switch (kind) {
            case COORDINATOR -> coordinator(options);
            case NODE -> node();
        };
    }

    private int coordinator(List<String> options) throws IOException {
        Optional<Joined> joined = home.joined();
        if (joined.isPresent()) {
            terminal.note("This machine is a node of \""
                    + Terminal.harmless(joined.get().grid())
                    + "\", so no coordinator is started: dsg leave, or dsg service install --node");
            return again(LATER);
        }
        new LocalGrid(home).makeKeys();
        return become(options);
    }

    private int node() throws IOException {
        if (new ThisMachine(home).joined(terminal).isPresent()) {
            return become(List.of());
        }
        Optional<Preseed> preseed = Preseed.of(home);
        if (preseed.isPresent()) {
            return join(preseed.get());
        }
        if (home.running(ProcessKind.COORDINATOR).isPresent()) {
            new LocalGrid(home).makeKeys();
            return become(List.of());
        }
        return again(SOON);
    }

    private int join(Preseed preseed) throws IOException {
        try {
            GridSearch search = new GridSearch(terminal, preseed.address(), Optional.empty(), true);
            Joined joined = new JoinByCode(home, GridHome.hostName(), terminal)
                    .join(search, JoinCommand.parsed(preseed.code()));
            terminal.note("joined \"" + Terminal.harmless(joined.grid()) + "\" as " + joined.name()
                    + "; the code is forgotten");
            preseed.isOver(home);
            return become(List.of());
        } catch (CommandFailure failure) {
            terminal.note(failure.text());
            if (failure.status() == ExitStatus.NOT_ALLOWED || failure.status() == ExitStatus.USAGE) {
                preseed.isOver(home);
                terminal.note("The code is forgotten. Let this machine in by another: dsg join --code CODE");
                return NOTHING_YET;
            }
            return again(LATER); // its network, or the coordinator, may come up later
        }
    }

    private int become(List<String> arguments) {
        System.out.println(Launch.command(kind, new ArrayList<>(arguments)).stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" ")));
        return ExitStatus.OK;
    }

    private int again(int rounds) throws IOException {
        Path file = home.folder().resolve("run").resolve("wait-" + kind.word());
        Files.writeString(file, rounds + "\n");
        return NOTHING_YET;
    }
}
