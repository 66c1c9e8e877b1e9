// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `dsg invite`: makes a code by which machines join without anybody's word.
@Command(
        name = "invite",
        mixinStandardHelpOptions = true,
        header = "Make a code by which other machines join this grid.",
        description = {
            "One code lets in one machine within 15 minutes; with --uses and --for, a whole class.",
            "The code is shown once. Whoever has it can bring a machine in, so it is to be kept as a key is."
        })
final class InviteCommand implements Callable<Integer> {

    private static final String EXAMPLE = "dsg invite --uses 30 --for 1h";

    @Option(names = "--uses", paramLabel = "N", description = "How many machines it lets in; default: 1.")
    private int uses = 1;

    @Option(names = "--for", paramLabel = "TIME", description = "How long it is good: 15m (default), 1h, 2d.")
    private String time = "15m";

    @Option(
            names = "--subnet",
            paramLabel = "NET",
            description = "Only for machines with an address in this network: 192.168.1.0/24.")
    private Optional<String> subnet = Optional.empty();

    @Option(names = "--qr", description = "Show it as a QR code, too.")
    private boolean qr;

    @Option(names = "--end", description = "Instead: no code that was made so far lets anybody in any more.")
    private boolean end;

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Terminal terminal = new Terminal();
        GridClient client = GridClient.of(GridHome.ofEnvironment());
        if (end) {
            client.delete("/api/v1/invites");
            terminal.print("All codes have ended. Machines that have joined stay.");
            return ExitStatus.OK;
        }
        Duration good = SpaceCommands.time(time, EXAMPLE);
        Map<String, Object> wanted = new LinkedHashMap<>(Map.of("uses", uses, "seconds", good.toSeconds()));
        subnet.ifPresent(net -> wanted.put("subnet", net));
        JsonNode invite = client.post("/api/v1/invites", wanted);
        if (json) {
            terminal.print(GridClient.pretty(invite));
            return ExitStatus.OK;
        }
        show(invite, terminal);
        return ExitStatus.OK;
    }

    private void show(JsonNode invite, Terminal terminal) {
        String code = invite.path("code").asString();
        String command = "dsg join " + invite.path("address").asString() + " --code " + code;
        terminal.print(code);
        terminal.note("");
        terminal.note("On %s, until %s%s:"
                .formatted(
                        uses == 1 ? "the other machine" : "up to " + uses + " other machines",
                        Terminal.time(invite.path("until").asString()),
                        subnet.map(net -> ", in " + net).orElse("")));
        terminal.note("  " + command);
        if (invite.path("addresses").size() > 1) {
            terminal.note("This machine has other addresses, too: " + others(invite));
        }
        if (invite.path("address").asString().startsWith("127.")) {
            terminal.note(
                    "! The grid listens on this machine only, so no other can join. Start it again without DSG_LISTEN.");
        }
        if (qr) {
            QrCode.lines(command).forEach(terminal::note);
        }
    }

    private static String others(JsonNode invite) {
        StringBuilder others = new StringBuilder();
        invite.path("addresses").forEach(address -> {
            if (!address.equals(invite.path("address"))) {
                others.append(others.isEmpty() ? "" : ", ").append(address.asString());
            }
        });
        return others.toString();
    }
}
