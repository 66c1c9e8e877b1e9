// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import tools.jackson.databind.JsonNode;

/// A shipped example as a person runs it: fetched by `dsg example get`, run where it was put, all its outputs fetched.
///
/// @param files every output, by its place below the results' folder
record ExampleRun(Finished run, Map<String, byte[]> files) {

    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final int COLOURS_OF_A_PICTURE = 20;

    private static int runs;

    static synchronized ExampleRun of(String name) {
        TestGrid grid = Rung.SANDBOX.grid();
        String folder = "example-" + ++runs;
        grid.dsg("example", "get", name, folder).expect(0);
        Path example = grid.folder().resolve(folder);
        Finished run = grid.typeIn(example, "run", "job.yaml", "--out", "shown")
                .awaitEnd(PATIENCE)
                .expect(0);
        grid.typeIn(example, "get", "last", "--all", "--out", "all")
                .awaitEnd(PATIENCE)
                .expect(0);
        return new ExampleRun(run, read(example.resolve("all")));
    }

    private static Map<String, byte[]> read(Path folder) {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    byte[] file(String place) {
        assertThat(files).containsKey(place);
        return files.get(place);
    }

    JsonNode json(String place) {
        return Rest.JSON.readTree(file(place));
    }

    /// The rows of a table with a head; all values are numbers.
    List<Map<String, Double>> table(String place) {
        List<String> lines =
                new String(file(place), StandardCharsets.UTF_8).lines().toList();
        String[] head = lines.getFirst().split(",");
        return lines.stream().skip(1).map(line -> row(head, line.split(","))).toList();
    }

    private static Map<String, Double> row(String[] head, String[] values) {
        Map<String, Double> row = new LinkedHashMap<>();
        for (int i = 0; i < head.length; i++) {
            row.put(head[i], Double.valueOf(values[i]));
        }
        return row;
    }

    /// Demands that this is a picture on which something is to be seen.
    void expectPicture(String place) {
        try {
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(file(place)));
            assertThat(picture.getWidth()).isGreaterThanOrEqualTo(800);
            Set<Integer> colours = new HashSet<>();
            for (int y = 0; y < picture.getHeight(); y += 2) {
                int[] line = picture.getRGB(0, y, picture.getWidth(), 1, null, 0, picture.getWidth());
                Arrays.stream(line).forEach(colours::add);
            }
            assertThat(colours).hasSizeGreaterThan(COLOURS_OF_A_PICTURE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Demands that another run has left the same files, byte for byte.
    void expectSame(ExampleRun other) {
        assertThat(other.files.keySet()).isEqualTo(files.keySet());
        files.forEach((place, content) ->
                assertThat(other.file(place)).as("%s", place).isEqualTo(content));
    }
}
