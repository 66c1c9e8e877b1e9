// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.jobfile.InputFiles.Thing;
import dsg.model.Input;
import dsg.model.StageSpec;
import dsg.model.Sweep;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Warns of files that a command names, that are here, and that its tasks will not see: they are not among the
/// inputs.
final class UnseenFiles {

    /// How often it looks at the disk for one job file.
    private static final int LOOKS_MAX = 300;

    /// What a task has of its own, or sees of its machine, in part at least.
    private static final Pattern SEEN = Pattern.compile("/+((usr|bin|sbin|lib\\w*|opt|etc|proc|dev|sys|run|task)(/.*)?"
            + "|tmp/*|var/tmp/*|home/*|home/task(/.*)?)?");

    private static final Pattern PROGRAM = Pattern.compile(".*/s?bin/[^/]+");
    private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[A-Za-z0-9_./][A-Za-z0-9_./ +-]*");

    private final Problems problems;
    private final InputFiles files;
    private int looks;

    UnseenFiles(Problems problems, InputFiles files) {
        this.problems = problems;
        this.files = files;
    }

    /// Looks at the command of one stage.
    void warn(Yaml run, StageSpec stage) {
        Optional<Set<String>> seen = Optional.empty();
        for (CommandFiles.Named named : CommandFiles.of(run, problems.source())) {
            boolean absolute = named.path().startsWith("/");
            if ((absolute && SEEN.matcher(named.path()).matches())
                    || !(TaskPath.ofInput(named.path()) instanceof TaskPath.At(String landing))) {
                continue;
            }
            if (looks++ >= LOOKS_MAX) {
                return;
            }
            Thing thing = files.thingAt(named.path());
            if (thing == Thing.FILE || (thing == Thing.FOLDER && absolute)) {
                Set<String> places = seen.orElseGet(() -> places(stage));
                seen = Optional.of(places);
                warn(named, landing, thing, isAmong(places, landing), stage);
            }
        }
    }

    private void warn(CommandFiles.Named named, String landing, Thing thing, boolean there, StageSpec stage) {
        String path = Words.shown(named.path());
        if (TaskPath.isElsewhere(named.path())) {
            problems.add(
                    ProblemCode.W205,
                    named.place(),
                    "tasks do not see " + path,
                    there
                            ? "they have " + Words.shown(landing) + " as an input: write that in its place"
                            : elsewhere(named.path(), landing, thing));
        } else if (!there) {
            problems.add(
                    ProblemCode.W205,
                    named.place(),
                    path + " lies " + beside() + ", but the tasks do not see it",
                    beside(named.path(), stage.inputs()));
        }
    }

    private String elsewhere(String path, String landing, Thing thing) {
        if (PROGRAM.matcher(path).matches()) {
            return "of programs they see those in /usr, /bin and /opt, and what a machine's owner shows them: dsg node"
                    + " policy --show " + path.replaceFirst("/s?bin/[^/]+$", "");
        }
        String input = "in: [" + written(path) + "], and write " + Words.shown(landing) + " in its place";
        return thing == Thing.FOLDER
                ? "give what they need of it as inputs; all of it: " + input
                : (isTyped() ? "write a job file that gives it as an input, " : "give it as an input, ") + input;
    }

    private String beside(String path, List<Input> inputs) {
        if (inputs.isEmpty()) {
            return (isTyped() ? "write a job file that hands it in: in: [" : "add it: in: [") + written(path) + "]";
        }
        boolean named = inputs.stream().allMatch(input -> Words.isIdentifier(input.name()));
        return named ? "add it to `in`: code: " + written(path) : "add " + written(path) + " to the list of `in`";
    }

    private static String written(String path) {
        String shown = Words.shown(path);
        return NEEDS_NO_QUOTES.matcher(shown).matches() ? shown : '"' + shown + '"';
    }

    private String beside() {
        return isTyped() ? "in this folder" : "beside " + Words.shown(fileName());
    }

    /// Whether it is a command that was typed, without a file.
    private boolean isTyped() {
        return fileName().indexOf('.') < 0;
    }

    private String fileName() {
        return TaskPath.baseName(problems.source().file().replace('\\', '/'));
    }

    /// What the tasks of a stage find in their folder, or make there.
    private static Set<String> places(StageSpec stage) {
        Set<String> places = new HashSet<>();
        stage.inputs().forEach(input -> addPlace(places, input));
        switch (stage.sweep()) {
            case Sweep.Files(var _, List<Input.LocalFile> swept) -> swept.forEach(file -> places.add(file.path()));
            case Sweep.Each each -> each.inputs(1).forEach(input -> addPlace(places, input));
            case Sweep.Single _, Sweep.Grid _, Sweep.Zip _, Sweep.Table _ -> {}
        }
        stage.outputs().forEach(output -> places.add(output.path()));
        return places;
    }

    private static void addPlace(Set<String> places, Input input) {
        places.add(input.path());
        if (input instanceof Input.From) {
            places.add(input.name());
        }
    }

    private static boolean isAmong(Set<String> places, String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            if (places.contains(path.substring(0, end))) {
                return true;
            }
        }
        return places.contains(".");
    }
}
