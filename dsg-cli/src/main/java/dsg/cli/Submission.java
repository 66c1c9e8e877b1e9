// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.jobfile.DiskInputFiles;
import dsg.jobfile.JobFile;
import dsg.jobfile.Problem;
import dsg.jobfile.ReadOptions;
import dsg.jobfile.Reading;
import dsg.model.Digest;
import dsg.model.Input;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// A job file on its way to the grid: checked here, where its input files lie, and then handed in with those
/// that the grid does not have yet.
final class Submission {

    /// A job file is invalid: the problems have been shown.
    static final class InvalidJobFile extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final String name;
    private final String text;
    private final Path folder;
    private final ReadOptions options;
    private final Terminal terminal;

    private Submission(String name, String text, Path folder, ReadOptions options, Terminal terminal) {
        this.name = name;
        this.text = text;
        this.folder = folder;
        this.options = options;
        this.terminal = terminal;
    }

    /// The job file at this path.
    static Submission of(Path file, boolean large, Terminal terminal) {
        return of(file, new ReadOptions(large), terminal);
    }

    /// The job file at this path, with the values of its parameters.
    static Submission of(Path file, ReadOptions options, Terminal terminal) {
        try {
            Path folder = file.toAbsolutePath().normalize().getParent();
            return new Submission(
                    file.toString(), Files.readString(file), folder == null ? Path.of("/") : folder, options, terminal);
        } catch (NoSuchFileException _) {
            throw unreadable(file, "There is no such file.");
        } catch (CharacterCodingException _) {
            throw unreadable(file, "It is no text in UTF-8.");
        } catch (IOException e) {
            throw unreadable(file, String.valueOf(e.getMessage()));
        }
    }

    private static CommandFailure unreadable(Path file, String why) {
        return new CommandFailure(
                ExitStatus.NOT_FOUND,
                "The job file " + file + " cannot be read.",
                why,
                "Give the path of a job file, for example: dsg run examples/gw150914/job.yaml");
    }

    /// A job of one command, without a file.
    static Submission ofCommand(List<String> command, Terminal terminal) {
        String text = "dsg: 1\nname: "
                + GridClient.JSON.writeValueAsString(
                        Path.of(command.getFirst()).getFileName().toString())
                + "\nrun: " + GridClient.JSON.writeValueAsString(command) + "\n";
        return new Submission("command", text, Path.of("").toAbsolutePath(), ReadOptions.DEFAULT, terminal);
    }

    /// Reads it against the files on this disk.
    Checked check() {
        DiskInputFiles inputs = new DiskInputFiles(folder);
        return switch (JobFile.read(text, name, inputs, options)) {
            case Reading.Invalid(List<Problem> problems) -> {
                show(problems);
                throw new InvalidJobFile();
            }
            case Reading.Valid valid -> {
                show(valid.warnings());
                yield new Checked(valid, inputs);
            }
        };
    }

    private void show(List<Problem> problems) {
        for (Problem problem : problems) {
            terminal.note(problem.render() + "\n");
        }
    }

    /// A job file that is valid, and the files it needs.
    record Checked(Reading.Valid valid, DiskInputFiles inputs) {}

    /// Hands the job in; the job as the grid answers it. The same submission is never taken twice, however
    /// often the connection breaks.
    JsonNode submit(GridClient client) {
        Checked checked = check();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("file", name);
        body.put("text", text);
        body.put("inputs", inputs(checked.inputs()));
        body.put("texts", checked.inputs().texts());
        body.put("key", UUID.randomUUID().toString());
        body.put("large", options.large());
        body.put("params", options.params());
        while (true) {
            GridClient.Posted answer = client.sendPost("/api/v1/jobs", body);
            JsonNode shape = answer.json();
            switch (answer.status()) {
                case 201 -> {
                    return shape;
                }
                case 409 -> upload(client, shape.path("missing"), checked.inputs());
                case 422 -> {
                    shape.path("problems")
                            .forEach(problem ->
                                    terminal.note(problem.path("text").asString() + "\n"));
                    throw new InvalidJobFile();
                }
                default ->
                    throw new CommandFailure(
                            ExitStatus.FAILED,
                            shape.path("title").asString("The job was not taken."),
                            shape.path("detail").asString("The grid did not say."),
                            shape.path("mend").asString("Try again."));
            }
        }
    }

    private static Map<String, Object> inputs(DiskInputFiles inputs) {
        Map<String, Object> byPath = new LinkedHashMap<>();
        inputs.found().forEach((path, files) -> {
            List<Object> shapes = new ArrayList<>();
            for (Input.LocalFile file : files) {
                shapes.add(Map.of(
                        "path", file.path(),
                        "sha256", file.artefact().digest().hex(),
                        "bytes", file.artefact().bytes()));
            }
            byPath.put(path, shapes);
        });
        return byPath;
    }

    private void upload(GridClient client, JsonNode missing, DiskInputFiles inputs) {
        for (JsonNode sha256 : missing) {
            Path file = inputs.paths().get(new Digest(sha256.asString()));
            try {
                if (file == null) {
                    throw new IOException("the grid asks for a file that this job does not have: " + sha256);
                }
                client.putArtefact(sha256.asString(), file);
            } catch (IOException e) {
                throw new CommandFailure(
                        ExitStatus.FAILED,
                        "An input could not be handed over: " + file + ".",
                        String.valueOf(e.getMessage()),
                        "Make sure that nobody changes the inputs meanwhile, and submit again.");
            }
        }
    }
}
