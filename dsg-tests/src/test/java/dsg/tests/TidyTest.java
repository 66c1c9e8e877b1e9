// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every file of the repository keeps to, read as plain text.
class TidyTest {

    private static final int FILE_LINES_MAX = 400;
    private static final int METHOD_LINES_MAX = 60;
    /// A list of hostile files, long because there are many.
    private static final Set<String> LONG_ON_PURPOSE = Set.of("HostileTest.java");
    private static final Path ROOT = root();
    private static final Set<String> NOT_OURS =
            Set.of("target", ".git", "lib", "dsg-results", "__pycache__", "node_modules");
    private static final Pattern METHOD = Pattern.compile("^    (\\S.*)?\\)( throws [\\w., ]+)? \\{$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");
    // Put together so that this file does not find itself.
    private static final Pattern MACHINE_PATH = Pattern.compile("(^|[\\s\"'(=`])/(wo" + "rk|ro" + "ot|fa" + "rm)/");

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("ARCHITECTURE.md"))) {
            here = here.getParent();
        }
        return here;
    }

    private static List<Path> files(String... endings) {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(ROOT)) {
            all.filter(Files::isRegularFile)
                    .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
                    .filter(TidyTest::isOurs)
                    .forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(found).isNotEmpty();
        return found;
    }

    private static boolean isOurs(Path file) {
        for (Path part : ROOT.relativize(file)) {
            if (NOT_OURS.contains(part.toString())) {
                return false;
            }
        }
        return true;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    @Test
    void everyJavaFileSaysItsLicence() {
        assertThat(files(".java"))
                .allSatisfy(file -> assertThat(lines(file).getFirst())
                        .as("%s", file)
                        .isEqualTo("// SPDX-License-Identifier: Apache-2.0"));
    }

    @Test
    void noFileIsTooLongToReadInOneGo() {
        assertThat(files(".java", ".py", ".c", ".sh", ".ts", ".tsx", ".mjs"))
                .allSatisfy(
                        file -> assertThat(lines(file).size()).as("%s", file).isLessThanOrEqualTo(FILE_LINES_MAX));
    }

    @Test
    void noMethodIsTooLongToHoldInMind() {
        List<String> tooLong = new ArrayList<>();
        for (Path file : files(".java")) {
            List<String> lines = lines(file);
            int begin = -1;
            for (int i = 0; i < lines.size(); i++) {
                if (METHOD.matcher(lines.get(i)).matches()) {
                    begin = i;
                } else if (lines.get(i).equals("    }") && begin >= 0) {
                    if (i - begin > METHOD_LINES_MAX
                            && !LONG_ON_PURPOSE.contains(file.getFileName().toString())) {
                        tooLong.add(ROOT.relativize(file) + ":" + (begin + 1));
                    }
                    begin = -1;
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void everyLinkInTheDocumentsLeadsSomewhere() {
        List<String> broken = new ArrayList<>();
        for (Path file : files(".md")) {
            for (String line : lines(file)) {
                Matcher link = LINK.matcher(line);
                while (link.find()) {
                    String target = link.group(1);
                    if (!target.contains("://") && !Files.exists(file.resolveSibling(target))) {
                        broken.add(ROOT.relativize(file) + " -> " + target);
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyTestThatTheArchitectureNamesExists() {
        List<String> missing = new ArrayList<>();
        Matcher named = Pattern.compile("`(\\w+Test)(\\.\\w+)?`")
                .matcher(String.join("\n", lines(ROOT.resolve("ARCHITECTURE.md"))));
        List<Path> tests = files("Test.java");
        while (named.find()) {
            String name = named.group(1) + ".java";
            String method = named.group(2) == null ? "" : named.group(2).substring(1);
            boolean there = tests.stream()
                    .filter(test -> test.endsWith(name))
                    .anyMatch(test -> String.join("\n", lines(test)).contains(method));
            if (!there) {
                missing.add(named.group());
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void nothingSpeaksOfTheMachineItWasMadeOn() {
        List<String> found = new ArrayList<>();
        for (Path file : files(".java", ".md", ".sh", ".xml", ".yaml", ".py", ".proto", ".properties")) {
            List<String> lines = lines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (MACHINE_PATH.matcher(lines.get(i)).find()) {
                    found.add(ROOT.relativize(file) + ":" + (i + 1) + " "
                            + lines.get(i).strip());
                }
            }
        }
        assertThat(found).isEmpty();
    }
}
