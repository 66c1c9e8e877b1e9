// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HostileTest {

    private static final int SIZE = 4 << 20;
    private static final long ALLOCATED_MAX = 1L << 30;

    private static Arguments file(String name, String text) {
        return Arguments.of(Named.of(name, text));
    }

    private static String filled(String head, String unit, String tail) {
        return head + unit.repeat((SIZE - head.length() - tail.length()) / unit.length()) + tail;
    }

    private static String numbered(String head, int count, String pattern, String tail) {
        return IntStream.range(0, count)
                .mapToObj(i -> pattern.replace("#", Integer.toString(i)))
                .collect(Collectors.joining("", head, tail));
    }

    private static String billionLaughs() {
        return numbered("dsg: 1\nrun: x\na0: &a0 [x, x]\n", 0, "", "")
                + IntStream.rangeClosed(1, 60)
                        .mapToObj(i -> "a%d: &a%d [*a%d, *a%d, *a%d]%n".formatted(i, i, i - 1, i - 1, i - 1))
                        .collect(Collectors.joining());
    }

    static Stream<Arguments> files() {
        String head = "dsg: 1\nrun: x\n";
        return Stream.of(
                file("alias bomb", billionLaughs()),
                file("100,000 lists in each other", head + "in: " + "[".repeat(100_000) + "]".repeat(100_000)),
                file("100,000 mappings in each other", head + "in: " + "{a: ".repeat(100_000)),
                file("100,000 dashes in each other", head + "in:\n" + "- ".repeat(100_000)),
                file("question marks", head + "? ".repeat(100_000)),
                file("5 MiB", "#".repeat(5 << 20)),
                file("100 MiB", "\n".repeat(100 << 20)),
                file("one long line", filled(head + "description: ", "x", "")),
                file("one long quote", filled(head + "description: \"", "x ", "")),
                file("many values", filled(head + "in: [", "a,", "]")),
                file("many lines", filled(head + "in:\n", "- a\n", "")),
                file("many keys", numbered(head, 190_000 / 2, "k#: v\n", "")),
                file("the same key", filled(head, "run: x\n", "")),
                file("many braces", filled("dsg: 1\nrun: |\n  x ", "{{", "")),
                file("a command of many words", filled("dsg: 1\nrun: |\n", "  a.b > /c\n", "")),
                file(
                        "many keys that placeholders call",
                        numbered("dsg: 1\n", 60_000, "k#: v\n", numbered("run: |\n  ", 60_000, "{{ k# }} ", "\n"))),
                file("many lines of inputs without a name", filled("dsg: 1\nin:\n", "  a\n", "  b: c\n")),
                file("many placeholders", filled("dsg: 1\nrun: |\n  x ", "{{ y }}", "")),
                file("placeholders without quotes", numbered(head + "env:\n", 90_000, "  A#: {{ x }} %y\n", "")),
                file("placeholders in a long line", filled(head + "env: {", "A: {{x}}, ", "")),
                file("anchors", filled(head + "in: [", "&a a,", "]")),
                file("tags", filled(head + "in: [", "!!x a,", "]")),
                file("a long tag", filled(head + "in: !", "x", " y")),
                file("a long alias", filled(head + "in: *", "x", "\n")),
                file("a long key", filled(head + "\"", "x", "\": y")),
                file("a long name", filled(head + "name: ", "x", "\n")),
                file("a long number", filled(head + "retry: ", "9", "\n")),
                file("a long memory", filled(head + "resources: {cpu: 1, memory: ", "9", "GiB}\n")),
                file("a long range", filled(head + "sweep: {grid: {a: {range: 1..", "9", "}}}\n")),
                file("a long path", filled(head + "in: [", "../", "]\n")),
                file("huge exponents", head + "sweep: {grid: {a: {from: 1e-999999999, to: 1e999999999, steps: 2}}}\n"),
                file("huge numbers", head + "time: 999999999d\nretry: 99999999999\nresources: {cpu: 1e99}\n"),
                file("many axes", numbered(head + "sweep: {grid: {", 60_000, "a#: [1], ", "}}")),
                file("many axes of two", numbered(head + "sweep: {grid: {", 40_000, "a#: [1, 2], ", "}}")),
                file(
                        "many names, none right",
                        numbered("dsg: 1\nsweep: {grid: {", 30_000, "a#: [1], ", "}}\n")
                                + numbered("run: |\n  ", 90_000, "{{ b# }} ", "\n")),
                file("many stages", numbered("dsg: 1\nstages:\n", 60_000, "  a#: {run: x}\n", "")),
                file(
                        "a long cycle",
                        numbered(
                                "dsg: 1\nstages:\n  z: {needs: [a0], run: x}\n",
                                998,
                                "  a#: {needs: [z, b#], run: x}\n",
                                "")),
                file(
                        "all wait for all",
                        numbered(
                                "dsg: 1\nstages:\n",
                                400,
                                "  a#: {run: x, needs: ["
                                        + IntStream.range(0, 400)
                                                .mapToObj(i -> "a" + i)
                                                .collect(Collectors.joining(","))
                                        + "]}\n",
                                "")),
                file("many parameters", numbered(head + "params:\n", 30_000, "  a#: {type: int, default: 1}\n", "")),
                file("many parameters without values", numbered(head + "params:\n", 1_000, "  a#: {type: int}\n", "")),
                file(
                        "many values of parameters",
                        filled(
                                "dsg: 1\nparams: {a: {type: string, default: b}}\nrun: x\nin: [\"",
                                "{{params.b}}",
                                "\"]")),
                file(
                        "a chain of stages that follow each other, and one that is not there",
                        numbered(
                                "dsg: 1\nstages:\n  s0: {sweep: {each: s999.o, as: a}, run: x, out: {o: f}}\n",
                                990,
                                "  t#: {sweep: {each: s0.o, as: b#}, run: x, out: {o: f}}\n",
                                "")),
                file(
                        "stages that follow each other in a circle",
                        IntStream.range(0, 990)
                                .mapToObj(i -> "  s%d: {sweep: {each: s%d.o, as: a%d}, run: x, out: {o: f}}%n"
                                        .formatted(i, (i + 1) % 990, i))
                                .collect(Collectors.joining("", "dsg: 1\nstages:\n", ""))),
                file(
                        "many conditions that are none",
                        numbered("dsg: 1\nstages:\n", 999, "  s#: {run: x, when: a# + (}\n", "")),
                file("a deep condition", head + "when: " + "(".repeat(900) + "true" + ")".repeat(900) + "\n"),
                file("a condition of brackets", head + "when: '" + "[".repeat(1_900) + "'\n"),
                file("a long condition", filled(head + "when: true", " && true", "\n")),
                file("a condition of quotes", head + "when: |\n  " + "'\"".repeat(900) + "\n"),
                file("long defaults", filled(head + "defaults: {retry: ", "9", "}\n")),
                file("a long wait", filled(head + "retry: {max: 1, wait: ", "5s..", "}\n")),
                file("a long growth", filled(head + "retry: {max: 1, grow: {memory: ", "9", "x}}\n")),
                file("a long share", filled(head + "allow_failures: ", "9", "%\n")),
                file("a long pattern", filled(head + "sweep: {files: \"", "**/*[a]", "\", as: f}\n")),
                file(
                        "broken defaults for many stages",
                        numbered(
                                "dsg: 1\ndefaults: {time: 1, env: {A: \"{{ b }}\"}, where: {tags: [\" \"]}}\nstages:\n",
                                999,
                                "  s#: {run: x}\n",
                                "")),
                file("NUL", head + "\0"),
                file("escape", head + "\u001b[31m: x"),
                file("half a character", head + "name: \ud83e"),
                file("the other half", "\udd89"),
                file("byte order marks", "\uFEFF\uFEFF" + head + "\uFEFF: x"),
                file("line separators", head + "a\u2028b\u0085c: d\n"),
                file("tabs", "\t\t\t" + head),
                file("carriage returns", "\r".repeat(100_000) + "x"),
                file(
                        "a java object",
                        "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL"
                                + " [\"http://127.0.0.1/\"]]]]"),
                file("merge keys", head + "<<: {a: b}\n"),
                file("owls", filled(head + "in: [", "🦉,", "]")));
    }

    @ParameterizedTest
    @MethodSource("files")
    @Timeout(20)
    void everyFileIsAnsweredSoonAndWithinBounds(String text) {
        long before = allocated();
        Reading reading = Sheets.read(text);
        assertThat(allocated() - before).as("bytes allocated").isLessThan(ALLOCATED_MAX);
        assertThat(reading).isInstanceOfSatisfying(Reading.Invalid.class, invalid -> Bounds.check(text, invalid));
    }

    private static long allocated() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}
