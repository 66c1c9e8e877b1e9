// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that a command names, that are here, and that its tasks will not see.
class UnseenFilesTest {

    /// Ana's disk, the job file lying in her project.
    private static final Map<String, InputFiles.Thing> DISK = Map.of(
            "lynx.py", InputFiles.Thing.FILE,
            "./lynx.py", InputFiles.Thing.FILE,
            "data/field.csv", InputFiles.Thing.FILE,
            "data/a.csv", InputFiles.Thing.FILE,
            "a b.csv", InputFiles.Thing.FILE,
            "data/", InputFiles.Thing.FOLDER,
            "../lib/tools.py", InputFiles.Thing.FILE,
            "/home/ana/field.csv", InputFiles.Thing.FILE,
            "/data/sky", InputFiles.Thing.FOLDER,
            "/home/ana/venv/bin/python", InputFiles.Thing.FILE);

    private static class Disk implements InputFiles {

        final AtomicInteger looks = new AtomicInteger();

        @Override
        public Listing list(String path) {
            return Sheets.EVERYTHING.list(path);
        }

        @Override
        public Listing glob(String pattern) {
            return Sheets.EVERYTHING.glob(pattern);
        }

        @Override
        public Thing thingAt(String path) {
            looks.incrementAndGet();
            // What a machine has everywhere is there too.
            boolean system = path.startsWith("/") && !path.startsWith("/home/") && !path.startsWith("/data/");
            return DISK.getOrDefault(path, system ? Thing.FILE : Thing.NOTHING);
        }
    }

    private static List<Problem> read(String text, InputFiles files, String name) {
        return switch (JobFile.read(text, name, files, ReadOptions.DEFAULT)) {
            case Reading.Valid(var _, List<Problem> warnings) -> warnings;
            case Reading.Invalid(List<Problem> problems) -> throw new AssertionError(Sheets.rendered(problems));
        };
    }

    private static List<Problem> warnings(String keys) {
        return read("dsg: 1\n" + keys, new Disk(), "lynx/job.yaml");
    }

    private static Problem warning(String keys) {
        List<Problem> warnings = warnings(keys);
        assertThat(warnings).as(Sheets.rendered(warnings)).hasSize(1);
        return warnings.getFirst();
    }

    @Test
    void aScriptBesideTheJobFileThatIsNoInputIsPointedAt() {
        assertThat(warning("run: python3 lynx.py --reps 3\n").render()).isEqualTo("""
                        warning[W205]: lynx.py lies beside job.yaml, but the tasks do not see it
                          --> lynx/job.yaml:2:14
                           |
                         2 | run: python3 lynx.py --reps 3
                           |              ^^^^^^^
                           = add it: in: [lynx.py]""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run: [python3, lynx.py]",
                "run: python3 './lynx.py'",
                "run: \"python3 \\\"lynx.py\\\"\"",
                "run: |\n  set -e\n  echo start\n  OMP=1 python3 lynx.py > log.txt",
                "run: cd_here=1; if true; then python3 lynx.py; fi",
                "run: cat < lynx.py",
                "run: wc -l $(cat lynx.py)",
                "run: cp lynx.py copy.py && python3 copy.py",
                "run: python3 \"lynx.py\" {{ params.n }}\nparams: {n: {type: int, default: 1}}"
            })
    void itIsFoundInEveryFormOfACommand(String keys) {
        assertThat(warning(keys + "\n").what()).endsWith("lynx.py lies beside job.yaml, but the tasks do not see it");
    }

    @Test
    void theLineIsDrawnAtTheWordOfABlock() {
        assertThat(Sheets.brief(warning("run: |\n  set -e\n\n  python3 'lynx.py' \\\n     data/new.csv\n")))
                .isEqualTo("W205 5:11 'lynx.py'");
        assertThat(Sheets.brief(warning("run: [python3, \"lynx.py\"]\n"))).isEqualTo("W205 2:16 \"lynx.py\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "in: [lynx.py]\nrun: python3 lynx.py ./lynx.py",
                "in: {code: lynx.py}\nrun: python3 lynx.py",
                "in: {set: data}\nrun: wc data/field.csv",
                "in: [../old/lynx.py]\nrun: python3 lynx.py",
                "sweep: {files: \"data/*.csv\", as: f}\nrun: wc data/a.csv",
                "run: make\nout: [lynx.py]",
                "run: python3 -c 'print(1)' > lynx.py; python3 lynx.py",
                "run: ./make 2>>lynx.py",
                "run: ./make | tee lynx.py | wc",
                "run: ./make --out lynx.py && python3 lynx.py",
                "run: [./make, -o, lynx.py]",
                "run: cp x.txt lynx.py",
                "run: \"# python3 lynx.py\\ntrue\"",
                "run: echo no lynx.py here",
                "run: test -e lynx.py || true",
                "run: |\n  cat > x.txt <<'END'\n  python3 lynx.py\n  END\n  wc x.txt",
                "run: cat <<< lynx.py",
                "run: ls *.py lynx.p[y] $HOME/lynx.py ~/lynx.py --code=lynx.py",
                "run: cd sub && python3 lynx.py",
                "run: ls data/",
                "run: python3 {{ in.code }}\nin: {code: lynx.py}",
                "run: python3 {{ x | raw }}lynx.py\nsweep: {grid: {x: [1]}}",
                "run: mkdir -p /data/sky; wc /data/sky /data/sky/x.csv",
                "run: /bin/sh -c /usr/bin/env /opt/x/y /etc/fonts/a /dev/null /proc/1/stat / /tmp /tmp/ /task/x.py",
                "run: [\"/lib64/ld.so\", /sbin/x, /sys/x, /run/x, /home/task/x, /var/tmp]"
            })
    void nothingIsSaidOfWhatTheTasksHaveOrMake(String keys) {
        assertThat(warnings(keys + "\n")).isEmpty();
    }

    @Test
    void whatAnotherStageMadeIsThere() {
        assertThat(warnings("""
                stages:
                  make: {run: ./make, out: {f: lynx.py, g: {path: g.txt, show: true}}}
                  one: {in: {code: {from: make.f}}, run: python3 lynx.py}
                  two: {sweep: {each: make.f, as: f}, run: python3 lynx.py}
                """)).isEmpty();
    }

    @Test
    void eachStageNeedsItsOwnInputs() {
        assertThat(warnings("""
                stages:
                  a: {in: [lynx.py], run: python3 lynx.py}
                  b: {run: python3 lynx.py}
                """)).extracting(Sheets::brief).containsExactly("W205 4:20 lynx.py");
    }

    @Test
    void theHelpFitsTheFormOfTheInputsThatAreThere() {
        assertThat(warning("in: [b.py]\nrun: python3 lynx.py\n").help()).isEqualTo("add lynx.py to the list of `in`");
        assertThat(warning("in: {b: b.py}\nrun: python3 lynx.py\n").help()).isEqualTo("add it to `in`: code: lynx.py");
        assertThat(warning("run: wc 'a b.csv'\n").help()).isEqualTo("add it: in: [a b.csv]");
    }

    @Test
    void anAbsolutePathIsNotSeenEither() {
        Problem problem = warning("run: cat /home/ana/field.csv\n");
        assertThat(Sheets.brief(problem)).isEqualTo("W205 2:10 /home/ana/field.csv");
        assertThat(problem.what()).isEqualTo("tasks do not see /home/ana/field.csv");
        assertThat(problem.help())
                .isEqualTo("give it as an input, in: [/home/ana/field.csv], and write field.csv in its place");
        assertThat(warning("run: ls /data/sky\n").help())
                .isEqualTo(
                        "give what they need of it as inputs; all of it: in: [/data/sky], and write sky in its place");
        assertThat(warning("run: /home/ana/venv/bin/python -V\n").help())
                .startsWith("of programs they see those in /usr, /bin and /opt");
        assertThat(warning("run: cd x; python3 ../lib/tools.py; cat /home/ana/field.csv\n")
                        .what())
                .isEqualTo("tasks do not see /home/ana/field.csv");
    }

    @Test
    void anInputFromElsewhereIsCalledByItsLastName() {
        assertThat(warning("in: [/home/ana/field.csv]\nrun: cat /home/ana/field.csv\n")
                        .help())
                .isEqualTo("they have field.csv as an input: write that in its place");
        assertThat(warning("run: python3 ../lib/tools.py\n").help())
                .isEqualTo("give it as an input, in: [../lib/tools.py], and write tools.py in its place");
    }

    @Test
    void aCommandThatIsTypedHasNoFileToLieBeside() {
        Problem problem =
                read("dsg: 1\nrun: [python3, lynx.py]\n", new Disk(), "command").getFirst();
        assertThat(problem.what()).isEqualTo("lynx.py lies in this folder, but the tasks do not see it");
        assertThat(problem.help()).isEqualTo("write a job file that hands it in: in: [lynx.py]");
    }

    @Test
    void aFileWithErrorsHasNoWarning() {
        assertThat(JobFile.read("dsg: 1\nrun: python3 lynx.py\nx: 1\n", "a.yaml", new Disk(), ReadOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        Reading.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .extracting(Problem::code)
                                .containsExactly("E101"));
    }

    @Test
    void whereFilesAreNotAtHandNothingIsSaid() {
        assertThat(read("dsg: 1\nrun: python3 lynx.py\n", new GivenInputFiles(Map.of()), "job.yaml"))
                .isEmpty();
    }

    @Test
    void theDiskIsLookedAtAFewHundredTimesAtMost() {
        Disk disk = new Disk();
        StringBuilder text = new StringBuilder("dsg: 1\nstages:\n");
        for (int stage = 0; stage < 50; stage++) {
            text.append("  s").append(stage).append(": {run: cat");
            for (int i = 0; i < 100; i++) {
                text.append(" f").append(i).append(".csv");
            }
            text.append("}\n");
        }
        assertThat(read(text.toString(), disk, "job.yaml")).isEmpty();
        assertThat(disk.looks).hasValue(300);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<<a cat lynx.py ",
                "cat 'lynx.py' > b/c ",
                "a/b/c/lynx.py ",
                "((((",
                "\"'",
                "`$(lynx.py ",
                "\\\n",
                "> "
            })
    @Timeout(10)
    void aLongCommandIsLookedAtSoon(String piece) {
        String text = "dsg: 1\nrun: |\n  cat " + piece.replace("\n", "\n  ").repeat(95_000 / piece.length()) + "\n";
        assertThat(JobFile.read(text, "job.yaml", new Disk(), ReadOptions.DEFAULT))
                .isInstanceOf(Reading.Valid.class);
    }
}
