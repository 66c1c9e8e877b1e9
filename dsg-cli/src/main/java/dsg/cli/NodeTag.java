// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.node.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dsg node tag`: what people say of a node, for the job files that look for it. The owner of a
/// machine says it on that machine, and it is kept there; admins say it of any node, and the grid keeps
/// it.
@Command(
        name = "tag",
        mixinStandardHelpOptions = true,
        header = "Say what a machine is, for `where: {tags: [...]}` of job files.",
        description = {
            "dsg node tag +wired -old gives this machine the tag wired and takes old from it;"
                    + " dsg node tag attic +gpu-lab does so with a node of the grid, which needs an admin.",
            "It holds at once: tasks that wait for such a node start. Without + and - it prints the tags."
        })
final class NodeTag implements Callable<Integer> {

    private static final String TAG = "[A-Za-z0-9_-]{1,64}";
    private static final Set<String> HELP = Set.of("-h", "--help", "-V", "--version", "--");

    /// What begins with a minus and asks for no help is a tag to be taken away, and not an option.
    static List<String> typed(List<String> arguments) {
        boolean isTag = arguments.size() > 2 && arguments.subList(0, 2).equals(List.of("node", "tag"));
        if (!isTag || HELP.contains(arguments.get(2))) {
            return arguments;
        }
        List<String> typed = new ArrayList<>(arguments);
        typed.add(2, "--");
        return typed;
    }

    @Parameters(
            paramLabel = "[NODE] [+TAG] [-TAG]",
            arity = "0..*",
            hideParamSyntax = true,
            description = "The name of a node, else this machine; and tags of letters, digits, - and _.")
    private List<String> words = List.of();

    private final Set<String> added = new TreeSet<>();
    private final Set<String> removed = new TreeSet<>();
    private Optional<String> node = Optional.empty();

    @Override
    public Integer call() {
        List<String> faults = new ArrayList<>();
        words.forEach(word -> read(word, faults));
        added.stream().filter(removed::contains).forEach(tag -> faults.add("`" + tag + "` is added and removed."));
        if (!faults.isEmpty()) {
            throw new CommandFailure(
                    ExitStatus.USAGE,
                    "No tag was changed.",
                    String.join(" ", faults),
                    "Write it so: dsg node tag +wired -old, or with a node's name: dsg node tag attic +wired");
        }
        GridHome home = GridHome.ofEnvironment();
        Terminal terminal = new Terminal();
        List<String> tags = node.map(name -> ofNode(home, name)).orElseGet(() -> ofThisMachine(home));
        terminal.print("tags: " + (tags.isEmpty() ? "none" : String.join(" ", tags)));
        return ExitStatus.OK;
    }

    private void read(String word, List<String> faults) {
        char sign = word.isEmpty() ? ' ' : word.charAt(0);
        String tag = word.isEmpty() ? word : word.substring(1);
        if (sign != '+' && sign != '-') {
            if (node.isPresent()) {
                faults.add("`" + word + "` is no second node: a tag to add is written +" + word + ".");
            }
            node = node.or(() -> Optional.of(word));
        } else if (!tag.matches(TAG)) {
            faults.add("`" + tag + "` cannot be a tag: it has letters, digits, - and _, at most 64.");
        } else {
            (sign == '+' ? added : removed).add(tag);
        }
    }

    /// By the owner, in his own file; a node that runs reads it again and again.
    private List<String> ofThisMachine(GridHome home) {
        home.prepare();
        return home.changePolicy(() -> {
            Set<String> all = new TreeSet<>(home.policy().tags());
            all.addAll(added);
            all.removeAll(removed);
            if (!added.isEmpty() || !removed.isEmpty()) {
                home.policyFile().write(home.policy().with(Setting.TAGS, List.copyOf(all)));
            }
            return List.copyOf(all);
        });
    }

    private List<String> ofNode(GridHome home, String name) {
        String path = "/api/v1/nodes/" + GridClient.encoded(name);
        GridClient client = GridClient.of(home);
        JsonNode now = added.isEmpty() && removed.isEmpty()
                ? client.get(path)
                : client.post(path + "/tags", Map.of("add", added, "remove", removed));
        List<String> tags = new ArrayList<>();
        now.path("tags").forEach(tag -> tags.add(Terminal.harmless(tag.asString())));
        return tags;
    }
}
