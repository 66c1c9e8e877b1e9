// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What docs/job-file.md says is so.
class DocumentTest {

    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern SCRIPT = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    private static String document() {
        try {
            return Files.readString(Path.of("..", "docs", "job-file.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whole files, and pieces that begin with keys of a stage.
    static Stream<String> samples() {
        return YAML.matcher(document())
                .results()
                .map(MatchResult::group)
                .map(sample -> sample.substring("```yaml\n".length(), sample.length() - 3))
                .map(sample -> sample.startsWith("dsg: 1") ? sample : "dsg: 1\nrun: x\n" + sample);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everySampleIsAJob(String sample) {
        Reading reading = Sheets.read(sample);
        assertThat(reading)
                .as(sample + "\n" + reading)
                .isInstanceOfSatisfying(
                        Reading.Valid.class,
                        valid -> assertThat(valid.warnings()).isEmpty());
    }

    @Test
    void theScriptIsAJob() {
        List<MatchResult> scripts = SCRIPT.matcher(document()).results().toList();
        assertThat(scripts).isNotEmpty();
        for (MatchResult script : scripts) {
            assertThat(JobFile.read(script.group(1), "fit.sh", Sheets.EVERYTHING, ReadOptions.DEFAULT))
                    .isInstanceOf(Reading.Valid.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeIsListed(ProblemCode code) {
        assertThat(document()).contains("| [" + code + "](codes/" + code + ".md) | " + code.title() + " |");
    }

    @Test
    void everyKeyIsNamed() {
        List<Keys> all = List.of(
                Keys.JOB,
                Keys.PARAM,
                Keys.SWEEP,
                Keys.AXIS,
                Keys.INPUT,
                Keys.OUTPUT,
                Keys.RESOURCES,
                Keys.TIME,
                Keys.RETRY,
                Keys.GROW,
                Keys.WHERE,
                Keys.HEALTH,
                Keys.CHECKPOINT);
        String document = document();
        for (Keys keys : all) {
            assertThat(keys.now()).allSatisfy(key -> assertThat(document).containsPattern("\\b" + key + "\\b"));
        }
        assertThat(Keys.DIRECTIVE.now()).allSatisfy(key -> assertThat(document).containsPattern("\\b" + key + "\\b"));
    }
}
