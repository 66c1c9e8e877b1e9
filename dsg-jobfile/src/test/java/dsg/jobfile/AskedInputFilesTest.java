// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.model.Artefact;
import dsg.model.Input;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AskedInputFilesTest {

    private static final String TEXT = "dsg: 1\nname: cat\nin: [a.txt, ../data/b.txt]\nrun: cat a.txt b.txt\n";

    private static Input.LocalFile file(String path) {
        return new Input.LocalFile(path, Artefact.of(path.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatIsNotGivenIsRememberedWithThePlaceWhereItLands() {
        AskedInputFiles inputs = new AskedInputFiles(new GivenInputFiles(Map.of()));

        assertThat(JobFile.read(TEXT, "job.yaml", inputs, ReadOptions.DEFAULT)).isInstanceOf(Reading.Invalid.class);
        assertThat(inputs.wanted()).isEqualTo(Map.of("a.txt", "a.txt", "../data/b.txt", "b.txt"));
    }

    @Test
    void whatIsGivenIsNotAskedForAgain() {
        AskedInputFiles inputs = new AskedInputFiles(
                new GivenInputFiles(Map.of("a.txt", List.of(file("a.txt")), "../data/b.txt", List.of(file("b.txt")))));

        assertThat(JobFile.read(TEXT, "job.yaml", inputs, ReadOptions.DEFAULT)).isInstanceOf(Reading.Valid.class);
        assertThat(inputs.wanted()).isEmpty();
    }
}
