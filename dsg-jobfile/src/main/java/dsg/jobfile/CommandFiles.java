// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.jobfile.ShellWords.Word;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The words of a command that look like paths of files which must be there before it starts. What it seems to make
/// itself is none of them: in doubt a word is left out.
final class CommandFiles {

    /// @param place where it stands in the job file
    record Named(String path, Span place) {}

    /// What stands before the name of a program.
    private static final Set<String> BEFORE_PROGRAMS =
            Set.of("if", "then", "elif", "else", "while", "until", "do", "time", "exec", "env", "!", "{");

    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=.*", Pattern.DOTALL);

    /// These make, remove or only speak of what their arguments name.
    private static final Set<String> READ_NOTHING =
            Set.of("tee", "touch", "mkdir", "rm", "rmdir", "echo", "printf", "test", "[", "[[", "trap", "mktemp");

    /// These make what their last argument names.
    private static final Set<String> MAKE_THE_LAST = Set.of("cp", "mv", "ln", "install", "rsync");

    private static final Set<String> CHANGE_FOLDER = Set.of("cd", "pushd");

    /// `-o`, `--out`, `--output-file`, `--png-out`: what follows is made.
    private static final Pattern OUTPUT_OPTION = Pattern.compile("-o|--?([A-Za-z-]*-)?out(put)?(-[A-Za-z-]*)?");

    private static final Pattern LETTER = Pattern.compile("\\p{L}");

    private final List<Word> read = new ArrayList<>();
    private final Set<String> made = new HashSet<>();
    private boolean elsewhere;

    private CommandFiles() {}

    /// What the value of `run` names, each once, in its order.
    static List<Named> of(Yaml run, Source source) {
        return switch (run) {
            case Yaml.Scalar text -> {
                CommandFiles files = new CommandFiles();
                ShellWords.of(text.text()).forEach(files::add);
                yield files.named(word -> text.inside(source, word.from(), word.to()));
            }
            case Yaml.Sequence(var _, List<Yaml> items) -> ofArguments(items);
            case Yaml.Mapping _, Yaml.Broken _ -> List.of();
        };
    }

    private static List<Named> ofArguments(List<Yaml> items) {
        List<Word> words = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            String text = items.get(i) instanceof Yaml.Scalar item ? item.text() : "";
            words.add(new Word(text, i, i + 1, !text.contains("{{"), false));
        }
        CommandFiles files = new CommandFiles();
        files.add(words);
        return files.named(word -> items.get(word.from()).span());
    }

    private interface Place {
        Span of(Word word);
    }

    private List<Named> named(Place place) {
        List<Named> named = new ArrayList<>();
        Set<String> met = new HashSet<>();
        for (Word word : read) {
            if (!isMade(word.text()) && met.add(word.text())) {
                named.add(new Named(word.text(), place.of(word)));
            }
        }
        return named;
    }

    /// Whether it, or a folder above it, is made.
    private boolean isMade(String written) {
        String path = trimmed(written);
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            if (made.contains(path.substring(0, end))) {
                return true;
            }
        }
        return false;
    }

    private void add(List<Word> command) {
        int first = 0;
        while (first < command.size() - 1
                && (BEFORE_PROGRAMS.contains(command.get(first).text())
                        || ASSIGNMENT.matcher(command.get(first).text()).matches())) {
            first++;
        }
        String program = TaskPath.baseName(command.get(first).text());
        boolean reads = !READ_NOTHING.contains(program);
        for (int i = first; i < command.size(); i++) {
            Word word = command.get(i);
            boolean follows = i > first
                    && OUTPUT_OPTION.matcher(command.get(i - 1).text()).matches();
            boolean makes = i > first && (!reads || (i == command.size() - 1 && MAKE_THE_LAST.contains(program)));
            if (word.written() || follows || makes) {
                made.add(trimmed(word.text()));
            } else if (isPath(word) && (!elsewhere || word.text().startsWith("/"))) {
                read.add(word);
            }
        }
        // From now on relative paths begin in another folder.
        elsewhere |= CHANGE_FOLDER.contains(program);
    }

    private static String trimmed(String path) {
        String inside = path.startsWith("./") ? path.substring(2) : path;
        return inside.endsWith("/") ? inside.substring(0, inside.length() - 1) : inside;
    }

    private static boolean isPath(Word word) {
        String text = word.text();
        return word.plain()
                && text.length() <= TaskPath.LENGTH_MAX
                && (text.indexOf('.') >= 0 || text.indexOf('/') >= 0)
                && !text.startsWith("-")
                && LETTER.matcher(text).find();
    }
}
