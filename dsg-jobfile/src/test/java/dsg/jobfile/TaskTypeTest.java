// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static dsg.jobfile.Sheets.refused;
import static dsg.jobfile.Sheets.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Command;
import dsg.model.Input;
import dsg.model.Isolation;
import dsg.model.Output;
import dsg.model.StageSpec;
import dsg.type.Launch;
import dsg.type.TaskType;
import dsg.type.TaskTypes;
import dsg.type.TypeKey;
import dsg.type.TypeValues;
import dsg.type.TypedTask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Stages that run something else than a command.
class TaskTypeTest {

    private static final String DIGEST = "a".repeat(64);

    private static Command.Typed typed(String text) {
        assertThat(stage(text).command()).isInstanceOf(Command.Typed.class);
        return (Command.Typed) stage(text).command();
    }

    private static List<String> localFiles(StageSpec stage) {
        return stage.localFiles().map(Input.LocalFile::path).toList();
    }

    @Test
    void aJavaProgramComesIntoTheFolderByItselfAndAsksForANodeThatRunsJava() {
        StageSpec stage = stage("java: src/Pi.java\nargs: [--samples, 100]\n");
        assertThat(stage.request().kind()).contains("java");
        assertThat(localFiles(stage)).containsExactly("src/Pi.java");
        assertThat(stage.command().argv(Map.of())).containsExactly("args=--samples", "args=100", "java=src/Pi.java");
    }

    @Test
    void aFileThatIsAnInputAlreadyIsNotTakenTwice() {
        StageSpec stage = stage("java: Pi.java\nin: [Pi.java, data.csv]\n");
        assertThat(localFiles(stage)).containsExactly("Pi.java", "data.csv");
    }

    @Test
    void aProgramFromElsewhereLandsUnderItsLastNameAndIsStartedThere() {
        StageSpec stage = stage("wasm: ../build/pi.wasm\n");
        assertThat(localFiles(stage)).containsExactly("pi.wasm");
        assertThat(stage.command().argv(Map.of())).containsExactly("wasm=pi.wasm");
    }

    @Test
    void whatAnotherStageHasBuiltCanBeRun() {
        StageSpec stage = Sheets.valid("""
                        dsg: 1
                        stages:
                          build: {run: cc, out: {module: pi.wasm}}
                          compute:
                            in: {module: {from: build.module}}
                            wasm: "{{ in.module }}"
                        """).stages().get(1);
        assertThat(stage.command().argv(Map.of("in.module", "pi.wasm"))).containsExactly("wasm=pi.wasm");
        assertThat(localFiles(stage)).isEmpty();
    }

    @Test
    void aCommandRunsInTheContainerBesideIt() {
        Command.Typed command = typed("container: lab@sha256:" + DIGEST + "\nrun: sir --beta 1\n");
        assertThat(command.run().orElseThrow().argv(Map.of())).containsExactly("/bin/sh", "-c", "sir --beta 1");
        assertThat(command.id()).isEqualTo("container");
    }

    @Test
    void anArchiveOfAnImageComesIntoTheFolderByItself() {
        assertThat(localFiles(stage("container: lab.tar\nrun: sir\n"))).containsExactly("lab.tar");
    }

    @Test
    void valuesOfASweepAreFilledIn() {
        Command.Typed command = typed("java: Pi.java\nargs: [\"{{ n }}\"]\nsweep: {grid: {n: [1, 2]}}\n");
        assertThat(command.fill(Map.of("n", "2")).values().get("args")).containsExactly("2");
        assertThat(command.names()).containsExactly("n");
    }

    @Test
    void theContainerOfAllStagesCanBeUndoneAndIsNotForWhatIsNoCommand() {
        List<StageSpec> stages = Sheets.valid("""
                        dsg: 1
                        defaults: {container: lab.tar}
                        stages:
                          a: {run: x}
                          b: {run: x, container: none}
                          c: {java: Pi.java}
                        """).stages();
        assertThat(stages.stream().map(stage -> stage.request().type())).containsExactly("container", "run", "java");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "container: python:3.12;run: x | E113 | python@sha256:",
                "container: --privileged@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa;run: x | E113 | digest",
                "container: lab@sha256:abc;run: x | E113 | digest",
                "java: pi.py | E129 | write java: Pi.java",
                "java: Pi.java;main: a.B | E129 | leave `main` out",
                "java: pi.jar;libraries: [a.jar] | E129 | write main: lab.Pi",
                "java: Pi.java;run: x | E128 | a stage runs one thing",
                "java: Pi.java;wasm: x.wasm | E128 | a stage runs one thing",
                "run: x;args: [1] | E101 | it belongs to `java`, `wasm`",
                "wasm: pi.wasm;jvm: [-Xint] | E101 | it belongs to `java`",
                "java: Pi.java;args: 3 | E117 | write args:",
                "java: [Pi.java] | E117 | write java: Pi.java",
                "java: Pi.java;args: [\"{{ n }}\"] | E106 | ",
                "run: x;isolation: good | E102 | write isolation: sandbox",
                "run: x;isolation: wasm | E102 | write wasm:",
                "run: x;cpus: 3 | E101 | "
            })
    void aMistakeInATypedStageIsToldWithWhatToType(String lines, String code, String fix) {
        String text = lines.replace(';', '\n') + "\n";
        Problem problem = refused(text);
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.render()).contains(Optional.ofNullable(fix).orElse(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sandbox", "bare"})
    void theLeastIsolationIsPartOfWhatAStageAsksFor(String word) {
        assertThat(stage("run: x\nisolation: " + word + "\n").request().least()).isEqualTo(Isolation.of(word));
        assertThat(stage("run: x\n").request().least()).isEmpty();
    }

    /// A type that does not come with DSG.
    private static final class Frames implements TaskType {
        @Override
        public String name() {
            return "scene";
        }

        @Override
        public String help() {
            return "renders a frame";
        }

        @Override
        public List<TypeKey> keys() {
            return List.of(
                    TypeKey.of("scene", TypeKey.Kind.FILE, "the scene", "scene: lab.blend")
                            .must(),
                    TypeKey.of("frame", TypeKey.Kind.WHOLE, "the frame", "frame: 1")
                            .must(),
                    TypeKey.of("quick", TypeKey.Kind.FLAG, "with few samples", "quick: true"),
                    TypeKey.of("engine", TypeKey.Kind.TEXT, "how", "engine: cycles")
                            .oneOf(List.of("cycles", "eevee")));
        }

        @Override
        public Map<String, String> outputs(TypeValues values) {
            return Map.of("image", "frame.png");
        }

        @Override
        public Launch launch(TypedTask task) {
            return Launch.program("blender", List.of(task.must("scene"), task.must("frame")));
        }
    }

    private static final TaskTypes MORE = more();

    private static TaskTypes more() {
        Map<String, TaskTypes.Known> known = new HashMap<>(TaskTypes.builtIn().known());
        known.put("scene", new TaskTypes.Known(new Frames(), "ab12"));
        return new TaskTypes(known, List.of());
    }

    private static Reading readWithMore(String text) {
        return JobFile.read("dsg: 1\n" + text, "job.yaml", Sheets.EVERYTHING, ReadOptions.DEFAULT.with(MORE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scene: lab.blend;frame: 1;quick: true;engine: eevee | true",
                "stages: {a: {scene: lab.blend, frame: '{{ n }}', sweep: {grid: {n: [1, 2]}}}} | true",
                "scene: lab.blend;frame: one | false",
                "scene: lab.blend;engine: cycle | false",
                "scene: lab.blend;frames: 1 | false",
                "frame: 1 | false"
            })
    void anEditorKnowsTheKeysOfATypeFromElsewhere(String lines, boolean right) {
        String file = "dsg: 1\n" + lines.replace(";", "\n") + "\n";
        assertThat(SchemaTest.errors(JobSchema.of(MORE), file).isEmpty()).isEqualTo(right);
        assertThat(SchemaTest.errors(JobSchema.of(TaskTypes.builtIn()), file)).isNotEmpty();
    }

    @Test
    void aTypeFromElsewhereHasItsOwnKeysOutputsAndPin() {
        Reading reading =
                readWithMore("scene: lab.blend\nframe: \"{{ n }}\"\nsweep: {grid: {n: [1, 2]}}\nquick: true\n");
        assertThat(reading).isInstanceOf(Reading.Valid.class);
        StageSpec stage = ((Reading.Valid) reading).spec().stages().getFirst();
        assertThat(stage.request().kind()).contains("scene@ab12");
        assertThat(stage.outputs()).containsExactly(new Output("image", "frame.png", false, ""));
        assertThat(stage.command().argv(Map.of("n", "2")))
                .containsExactly("scene@ab12", "frame=2", "quick=true", "scene=lab.blend");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scene: lab.blend | E116 | write frame: 1",
                "scene: lab.blend;frame: one | E117 | write frame: 1",
                "scene: lab.blend;frame: 1;engine: cycle | E102 | did you mean `cycles`",
                "scene: lab.blend;frame: 1;quick: maybe | E117 | "
            })
    void theKeysOfATypeFromElsewhereAreCheckedAsOurs(String lines, String code, String fix) {
        Reading reading = readWithMore(lines.replace(';', '\n') + "\n");
        assertThat(reading).isInstanceOf(Reading.Invalid.class);
        List<Problem> problems = ((Reading.Invalid) reading).problems();
        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().code()).isEqualTo(code);
        assertThat(problems.getFirst().render())
                .contains(Optional.ofNullable(fix).orElse(""));
    }

    @Test
    void aTypeThatFailsIsAProblemOfTheJobFileAndOfNothingElse() {
        TaskType failing = new TaskType() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public String help() {
                return "fails";
            }

            @Override
            public List<TypeKey> keys() {
                return List.of(TypeKey.of("broken", TypeKey.Kind.TEXT, "anything", "broken: x"));
            }

            @Override
            public Map<String, String> outputs(TypeValues values) {
                throw new IllegalStateException("no \u001b[31m outputs");
            }

            @Override
            public Launch launch(TypedTask task) {
                throw new IllegalStateException();
            }
        };
        TaskTypes types = new TaskTypes(Map.of("broken", new TaskTypes.Known(failing, "ab12")), List.of());
        Reading reading =
                JobFile.read("dsg: 1\nbroken: x\n", "job.yaml", Sheets.EVERYTHING, ReadOptions.DEFAULT.with(types));
        assertThat(((Reading.Invalid) reading).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.render())
                        .contains("E129", "the task type `broken` fails at this stage", "no ", "outputs")
                        .doesNotContain("\u001b"));
    }

    @Test
    void whereATypeIsNotKnownItsKeyIsUnknown() {
        assertThat(Sheets.problems("dsg: 1\nscene: lab.blend\n"))
                .anyMatch(problem -> problem.code().equals("E101"));
    }
}
