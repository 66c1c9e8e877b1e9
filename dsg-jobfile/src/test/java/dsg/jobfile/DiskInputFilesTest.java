// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dsg.jobfile.InputFiles.Listing;
import dsg.model.Artefact;
import dsg.model.Digest;
import dsg.model.Input;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskInputFilesTest {

    @TempDir
    private Path folder;

    private DiskInputFiles files;

    @BeforeEach
    void aFolderWithAJob() throws IOException {
        write("job/pi.py", "print(3)");
        write("job/data/b.csv", "2");
        write("job/data/a.csv", "1");
        write("job/data/deep/c.csv", "3");
        write("beside/x.csv", "4");
        files = new DiskInputFiles(folder.resolve("job"));
    }

    private void write(String path, String content) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private static Input.LocalFile file(String path, String content) {
        return new Input.LocalFile(path, Artefact.of(content.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aFileIsFoundByItsContent() {
        assertThat(files.list("pi.py")).isEqualTo(new Listing.Found(List.of(file("pi.py", "print(3)"))));
        assertThat(files.paths().get(Digest.of("print(3)"))).hasContent("print(3)");
    }

    @Test
    void aFolderIsAllItsFilesInOrder() {
        assertThat(files.list("data/"))
                .isEqualTo(new Listing.Found(
                        List.of(file("data/a.csv", "1"), file("data/b.csv", "2"), file("data/deep/c.csv", "3"))));
    }

    @Test
    void theWholeFolderCanBeTaken() {
        assertThat(files.list("."))
                .isInstanceOfSatisfying(
                        Listing.Found.class,
                        found -> assertThat(found.files())
                                .extracting(Input.LocalFile::path)
                                .containsExactly("data/a.csv", "data/b.csv", "data/deep/c.csv", "pi.py"));
    }

    @Test
    void whatLiesElsewhereLandsAtItsBaseName() {
        assertThat(files.list("../beside/x.csv")).isEqualTo(new Listing.Found(List.of(file("x.csv", "4"))));
        assertThat(files.list("../beside")).isEqualTo(new Listing.Found(List.of(file("beside/x.csv", "4"))));
        String absolute = folder.resolve("beside/x.csv").toString().replace('\\', '/');
        assertThat(files.list(absolute)).isEqualTo(new Listing.Found(List.of(file("x.csv", "4"))));
    }

    @Test
    void whatIsMissingIsLookedForInTheFolderOfTheJobFile() {
        assertThat(files.list("p1.py"))
                .isEqualTo(new InputFiles.Missing(
                        folder.resolve("job") + " (the folder of the job file)", List.of("data", "pi.py")));
        assertThat(files.list("data/z.csv"))
                .isEqualTo(new InputFiles.Missing(
                        folder.resolve("job/data").toString(), List.of("data/a.csv", "data/b.csv", "data/deep")));
        assertThat(files.list("nowhere/z.csv")).isInstanceOf(InputFiles.Missing.class);
        assertThat(files.list("pi.py/z.csv")).isInstanceOf(InputFiles.Missing.class);
    }

    @Test
    void linksToFilesAreFollowedAndLinksToFoldersInsideAFolderAreNot() throws IOException {
        Files.createSymbolicLink(folder.resolve("job/data/link.csv"), folder.resolve("beside/x.csv"));
        Files.createSymbolicLink(folder.resolve("job/data/deep/loop"), folder.resolve("job/data"));
        Files.createSymbolicLink(folder.resolve("job/data/broken"), folder.resolve("nowhere"));
        assertThat(files.list("data"))
                .isInstanceOfSatisfying(
                        Listing.Found.class,
                        found -> assertThat(found.files())
                                .extracting(Input.LocalFile::path)
                                .containsExactly("data/a.csv", "data/b.csv", "data/deep/c.csv", "data/link.csv"));
        assertThat(files.list("data/link.csv")).isEqualTo(new Listing.Found(List.of(file("data/link.csv", "4"))));
    }

    @Test
    void whatIsNeitherFileNorFolderIsRefusedWithoutReadingIt() {
        assumeThat(Path.of("/dev/zero")).exists();
        assertThat(files.list("/dev/zero")).isEqualTo(new InputFiles.Unreadable("is neither a file nor a folder"));
    }

    @Test
    void whatACommandNamesIsLookedAtAndNotTaken() {
        assertThat(files.thingAt("pi.py")).isEqualTo(InputFiles.Thing.FILE);
        assertThat(files.thingAt("data")).isEqualTo(InputFiles.Thing.FOLDER);
        assertThat(files.thingAt("../beside/x.csv")).isEqualTo(InputFiles.Thing.FILE);
        assertThat(files.thingAt(folder.resolve("beside").toString())).isEqualTo(InputFiles.Thing.FOLDER);
        assertThat(files.thingAt("nowhere.py")).isEqualTo(InputFiles.Thing.NOTHING);
        assertThat(files.thingAt("/dev/null")).isEqualTo(InputFiles.Thing.NOTHING);
        assertThat(files.thingAt("a\0b")).isEqualTo(InputFiles.Thing.NOTHING);
        assertThat(files.thingAt(System.getProperty("java.home") + "/bin/java")).isEqualTo(InputFiles.Thing.NOTHING);
        assertThat(files.found()).isEmpty();
        assertThat(JobFile.read("dsg: 1\nrun: python3 pi.py\n", "job.yaml", files, ReadOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        Reading.Valid.class,
                        valid -> assertThat(valid.warnings())
                                .extracting(Sheets::brief)
                                .containsExactly("W205 2:14 pi.py"));
    }

    @Test
    void aPathThatCannotBeIsRefused() {
        assertThat(files.list("a\0b")).isInstanceOf(InputFiles.Unreadable.class);
        assertThat(files.list("..")).isInstanceOf(InputFiles.Unreadable.class);
    }

    @Test
    void whatWasFoundCanBeHandedToWhoeverReadsTheFileAgain() {
        String text = "dsg: 1\nin: {code: pi.py, set: data, other: ../beside/x.csv}\nrun: x {{ in.other }}\n";
        Reading here = JobFile.read(text, "job.yaml", files, ReadOptions.DEFAULT);
        Reading there = JobFile.read(text, "job.yaml", new GivenInputFiles(files.found()), ReadOptions.DEFAULT);
        assertThat(here).isInstanceOf(Reading.Valid.class).isEqualTo(there);
        assertThat(files.found()).containsOnlyKeys("pi.py", "data", "../beside/x.csv");
        assertThat(files.paths()).hasSize(5);
    }

    @Test
    void aLargeFileIsHashedInPieces() throws IOException {
        byte[] content = new byte[300_000];
        Files.write(folder.resolve("job/large"), content);
        assertThat(files.list("large"))
                .isEqualTo(new Listing.Found(List.of(new Input.LocalFile("large", Artefact.of(content)))));
    }

    private List<String> matching(String pattern) {
        return switch (files.glob(pattern)) {
            case Listing.Found(List<Input.LocalFile> found) ->
                found.stream().map(Input.LocalFile::path).toList();
            case InputFiles.Missing missing -> List.of(missing.lookedIn());
            case InputFiles.Unreadable(String why) -> List.of(why);
        };
    }

    @Test
    void patternsFindFilesInOrder() throws IOException {
        write("job/data/.hidden.csv", "5");
        write("job/data/d.txt", "6");
        assertThat(matching("data/*.csv")).containsExactly("data/a.csv", "data/b.csv");
        assertThat(matching("data/**/*.csv")).containsExactly("data/a.csv", "data/b.csv", "data/deep/c.csv");
        assertThat(matching("**/c.*")).containsExactly("data/deep/c.csv");
        assertThat(matching("data/[ab].{csv,txt}")).containsExactly("data/a.csv", "data/b.csv");
        assertThat(matching("data/[!a].???")).containsExactly("data/b.csv", "data/d.txt");
        assertThat(matching("data/.*.csv")).containsExactly("data/.hidden.csv");
        assertThat(matching("*/*/*.csv")).containsExactly("data/deep/c.csv");
        assertThat(matching("pi.py")).containsExactly("pi.py");
        assertThat(matching("../beside/*.csv")).containsExactly("beside/x.csv");
        assertThat(matching("../*/x.csv")).containsExactly("beside/x.csv");
        assertThat(matching("nothing/*.csv")).isEmpty();
        assertThat(matching("data/**")).hasSize(4);
        assertThat(files.found()).containsKey("data/*.csv");
    }

    @Test
    void whatIsNoPatternSaysWhy() {
        assertThat(matching("data/[a.csv")).containsExactly("is no pattern: a [ is never closed");
        assertThat(matching("data/{a.csv")).containsExactly("is no pattern: a { is never closed");
        assertThat(matching("data")).containsExactly("is a folder; write data/* for the files in it");
        assertThat(matching("data/*/")).containsExactly("is no pattern: it fits no file");
    }

    @Test
    void filesOfValuesAreReadAndHandedOn() throws IOException {
        write("job/points.csv", "a,b\n1,2\n3,4\n");
        String text = "dsg: 1\nsweep: {csv: points.csv}\nrun: x {{ a }} {{ b }}\n";
        Reading here = JobFile.read(text, "job.yaml", files, ReadOptions.DEFAULT);
        Reading there =
                JobFile.read(text, "job.yaml", new GivenInputFiles(files.found(), files.texts()), ReadOptions.DEFAULT);
        assertThat(here).isInstanceOf(Reading.Valid.class).isEqualTo(there);
        assertThat(files.texts()).containsOnlyKeys("points.csv");
        Files.write(folder.resolve("job/latin.csv"), new byte[] {(byte) 0xE4, '\n'});
        assertThat(files.text("latin.csv")).isEqualTo(new InputFiles.Unreadable("is no text in UTF-8"));
        assertThat(files.text("data")).isEqualTo(new InputFiles.Unreadable("is no file"));
        assertThat(files.text("point.csv")).isInstanceOf(InputFiles.Missing.class);
        Files.write(folder.resolve("job/large.csv"), new byte[17 << 20]);
        assertThat(files.text("large.csv"))
                .isInstanceOfSatisfying(
                        InputFiles.Unreadable.class,
                        large -> assertThat(large.why()).contains("16 MiB"));
    }

    @Test
    void aSweepOverFilesReadsTheSameThere() {
        String text = "dsg: 1\nsweep: {files: \"data/**/*.csv\", as: f}\nrun: x {{ f }}\n";
        Reading here = JobFile.read(text, "job.yaml", files, ReadOptions.DEFAULT);
        Reading there = JobFile.read(text, "job.yaml", new GivenInputFiles(files.found()), ReadOptions.DEFAULT);
        assertThat(here).isInstanceOf(Reading.Valid.class).isEqualTo(there);
        assertThat(files.paths()).hasSize(3);
    }
}
