// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.node.OwnerDoor;
import dsg.node.OwnerPolicy;
import dsg.node.PolicyWords;
import dsg.node.Setting;
import dsg.node.WakeOnLan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `dsg node policy`: what the owner of this machine allows tasks; without options, what he has said.
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        header = "What the owner of a machine allows.",
        description = {
            "It is kept on this machine and holds at once, whether a coordinator is there or not: dsg node policy"
                    + " --when idle lets tasks run only while nobody uses the machine; dsg node policy --snooze 2h gives"
                    + " it back for two hours.",
            "`usual` takes back what was said before: dsg node policy --when usual. Without options it prints what was"
                    + " said, and how the node stands now; --all prints all that holds.",
            "With the name of a node it is that machine's policy: dsg node policy den-pc --when always. An admin of the grid"
                    + " may change it if its owner has said --managed yes there; --managed itself, --isolation, --containers,"
                    + " --show and --hide are said at the machine only.",
            "In the sandbox a task sees its own folder, the programs of the machine (/usr, /opt), and nothing else of it:"
                    + " no home folder. With --show it sees a folder of yours, too, for reading: one with the Python"
                    + " packages that it needs, or with data too large to hand in."
        })
final class PolicyCommand implements Callable<Integer> {

    /// What a running node does only once it is started again.
    private static final Set<Setting> AT_NEXT_START = Set.of(Setting.ISOLATION, Setting.CONTAINERS, Setting.SHOWN);

    private Optional<CommandSpec> command = Optional.empty();

    @Option(
            names = "--show",
            paramLabel = "DIR",
            description = "Tasks may read what is in this folder; may be given again for others.")
    private List<Path> show = List.of();

    @Option(names = "--hide", paramLabel = "DIR", description = "They may not any more.")
    private List<Path> hide = List.of();

    @Parameters(
            paramLabel = "NODE",
            arity = "0..1",
            description = "A node of the grid, whose owner lets admins change this; else this machine.")
    private Optional<String> node = Optional.empty();

    @Option(names = "--all", description = "Print all that holds, said or not.")
    private boolean all;

    @Option(names = "--json", description = "Print all that holds as JSON.")
    private boolean json;

    private final GridHome home = GridHome.ofEnvironment();

    /// Gets an option for each setting.
    @Spec
    void spec(CommandSpec spec) {
        PolicyOptions.add(spec);
        command = Optional.of(spec);
    }

    @Override
    public Integer call() {
        if (node.isPresent()) {
            return fromAfar(node.get());
        }
        home.prepare();
        Change change = home.changePolicy(this::change);
        OwnerPolicy before = change.before();
        OwnerPolicy after = change.after();
        boolean news = !after.equals(before);
        Optional<String> standing = OwnerDoor.ask(home.node(), OwnerDoor.STANDING);
        Terminal terminal = new Terminal();
        if (json) {
            terminal.print(GridClient.pretty(shape(after)));
            return ExitStatus.OK;
        }
        print(after, terminal);
        home.policyFile()
                .changedFromAfar()
                .map(last -> fromAfar(last.by(), last.at(), last.what()))
                .ifPresent(terminal::print);
        standing.map(GridClient.JSON::readTree).map(PolicyCommand::sentence).ifPresent(terminal::print);
        if (news && after.value(Setting.WAKE).equals("yes")) {
            WakeOnLan.whyNot().ifPresent(why -> terminal.note("It may not wake up: " + why));
        }
        boolean later = AT_NEXT_START.stream()
                .anyMatch(setting -> !after.values(setting).equals(before.values(setting)));
        if (later && standing.isPresent()) {
            terminal.note("The running node takes that up at its next start: dsg down, then dsg up");
        }
        return ExitStatus.OK;
    }

    private record Change(OwnerPolicy before, OwnerPolicy after) {}

    private Change change() {
        OwnerPolicy before = home.policy();
        OwnerPolicy after = changed(before).withoutPast(Instant.now());
        if (!after.equals(before)) {
            home.policyFile().write(after);
        }
        return new Change(before, after);
    }

    private int fromAfar(String name) {
        Map<Setting, List<String>> typed = PolicyOptions.typed(command.orElseThrow());
        if (!show.isEmpty() || !hide.isEmpty()) {
            throw new CommandFailure(
                    ExitStatus.USAGE,
                    "Nothing was changed.",
                    "What tasks see of a machine is said at that machine only.",
                    "Type it there: dsg node policy --show DIR");
        }
        List<PolicyWords.Fault> faults = new ArrayList<>();
        PolicyOptions.meant(typed, Instant.now(), faults);
        refuse(faults);
        new PolicyFromAfar(GridClient.of(home), name).run(typed, all, json);
        return ExitStatus.OK;
    }

    /// The policy as it is to be; every fault in what was typed is told, and then nothing is changed.
    private OwnerPolicy changed(OwnerPolicy before) {
        List<PolicyWords.Fault> faults = new ArrayList<>();
        Map<Setting, List<String>> meant =
                PolicyOptions.meant(PolicyOptions.typed(command.orElseThrow()), Instant.now(), faults);
        refuse(faults);
        Set<Path> shown = new TreeSet<>(before.shown());
        show.forEach(folder -> shown.add(toBeShown(folder)));
        hide.forEach(folder -> shown.remove(folder.toAbsolutePath().normalize()));
        OwnerPolicy after =
                before.with(Setting.SHOWN, shown.stream().map(Path::toString).toList());
        for (var entry : meant.entrySet()) {
            after = after.with(entry.getKey(), entry.getValue());
        }
        if (!after.equals(before)) {
            refuse(PolicyWords.contradictions(after));
        }
        return after;
    }

    private static void refuse(List<PolicyWords.Fault> faults) {
        if (!faults.isEmpty()) {
            throw new CommandFailure(
                    ExitStatus.USAGE,
                    "Nothing was changed.",
                    String.join(
                            " ", faults.stream().map(PolicyWords.Fault::says).toList()),
                    "For example: dsg node policy --when idle --idle-after 5m --cores 50%");
        }
    }

    private void print(OwnerPolicy policy, Terminal terminal) {
        List<List<String>> rows = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            List<String> values = policy.values(setting);
            boolean said = policy.said().containsKey(setting);
            if (all || said || setting == Setting.WHEN || setting == Setting.ISOLATION) {
                rows.add(List.of(
                        setting.option().substring(2),
                        values.isEmpty() ? "none" : String.join(", ", values),
                        said || !all ? "" : "usual"));
            }
        }
        terminal.printTable(rows);
        if (!all) {
            terminal.print("All else is as usual; see it: dsg node policy --all");
        }
    }

    private static Map<String, Object> shape(OwnerPolicy policy) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("v", 1);
        for (Setting setting : Setting.values()) {
            shape.put(setting.key(), setting.isList() ? policy.values(setting) : policy.value(setting));
        }
        return shape;
    }

    /// `Changed from afar by ana, 3 min ago: --when always`.
    static String fromAfar(String by, Instant at, String what) {
        Duration since = Duration.between(at, Instant.now());
        long seconds = Math.max(0, since.toSeconds());
        String ago = seconds < 120
                ? seconds + " s"
                : seconds < 7_200
                        ? seconds / 60 + " min"
                        : seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " days";
        return "Changed from afar by " + Terminal.harmless(by) + ", " + ago + " ago: " + Terminal.harmless(what);
    }

    /// How the node stands, in a line.
    static String sentence(JsonNode node) {
        return node.has("rest")
                ? "Now it rests: "
                        + Terminal.harmless(node.path("rest").path("why").asString())
                : "Now it takes tasks.";
    }

    /// The grid's own folder has its keys and its token: whoever reads them is the grid's owner.
    private Path toBeShown(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        if (!Files.isDirectory(path)) {
            throw refused(path, Files.exists(path) ? "It is no folder." : "There is no such folder.");
        }
        if (isSameOrAbove(path, home.folder()) || isSameOrAbove(home.folder(), path)) {
            throw refused(path, "It has to do with " + home.folder() + ", where the grid's own keys are.");
        }
        if (path.getNameCount() == 0
                || path.startsWith("/proc")
                || path.startsWith("/dev")
                || path.startsWith("/etc")) {
            throw refused(path, "It is the system's own.");
        }
        return path;
    }

    private static boolean isSameOrAbove(Path above, Path below) {
        try {
            return Files.exists(below) && below.toRealPath().startsWith(above.toRealPath());
        } catch (IOException _) {
            return below.toAbsolutePath().startsWith(above);
        }
    }

    private static CommandFailure refused(Path folder, String why) {
        return new CommandFailure(
                ExitStatus.USAGE,
                folder + " is not shown to tasks.",
                why,
                "Show a folder with programs or data: dsg node policy --show ~/venv");
    }
}
