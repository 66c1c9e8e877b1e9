// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

import dsg.jobfile.AskedInputFiles.Kind;
import dsg.jobfile.AskedInputFiles.Wanted;
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
        assertThat(inputs.wanted())
                .containsExactly(
                        new Wanted("a.txt", "a.txt", Kind.FILES), new Wanted("../data/b.txt", "b.txt", Kind.FILES));
    }

    @Test
    void whatSweepsGoOverIsAskedForToo() {
        AskedInputFiles inputs = new AskedInputFiles(new GivenInputFiles(Map.of()));
        JobFile.read("""
                dsg: 1
                stages:
                  rows:
                    sweep: {csv: stars.csv}
                    run: echo {{ star }}
                  lines:
                    sweep: {lines: names.txt, as: name}
                    run: echo {{ name }}
                  files:
                    sweep: {files: "data/**/*.fits", as: curve}
                    run: echo {{ curve }}
                """, "job.yaml", inputs, ReadOptions.DEFAULT);

        assertThat(inputs.wanted())
                .containsExactlyInAnyOrder(
                        new Wanted("stars.csv", "", Kind.TEXT),
                        new Wanted("names.txt", "", Kind.TEXT),
                        new Wanted("data/**/*.fits", "data", Kind.PATTERN));
    }

    @Test
    void whatIsGivenIsNotAskedForAgain() {
        AskedInputFiles inputs = new AskedInputFiles(
                new GivenInputFiles(Map.of("a.txt", List.of(file("a.txt")), "../data/b.txt", List.of(file("b.txt")))));

        assertThat(JobFile.read(TEXT, "job.yaml", inputs, ReadOptions.DEFAULT)).isInstanceOf(Reading.Valid.class);
        assertThat(inputs.wanted()).isEmpty();
        assertThat(inputs.named()).containsExactly("a.txt", "../data/b.txt");
    }
}
