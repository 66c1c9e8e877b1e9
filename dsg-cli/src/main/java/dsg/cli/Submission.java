// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.jobfile.DiskInputFiles;
import dsg.jobfile.JobFile;
import dsg.jobfile.Problem;
import dsg.jobfile.ReadOptions;
import dsg.jobfile.Reading;
import dsg.model.Digest;
import dsg.model.Input;
import dsg.type.TaskTypes;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// A job file on its way to the grid: checked here, where its input files lie, and then handed in with those
/// that the grid does not have yet.
final class Submission {

    /// A job file is invalid: the problems have been shown.
    static final class InvalidJobFile extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /// Stands for the file of a job that has none.
    static final String COMMAND = "command";

    private static final Pattern SHELL = Pattern.compile("[\\s;|&<>$`()*?]");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");

    private final String name;
    private final String text;
    private final Path folder;
    private final ReadOptions options;
    private final Optional<Long> resumes;
    private final Terminal terminal;
    private Optional<Checked> checked = Optional.empty();

    private Submission(
            String name, String text, Path folder, ReadOptions options, Optional<Long> resumes, Terminal terminal) {
        this.name = name;
        this.text = text;
        this.folder = folder;
        this.options = options;
        this.resumes = resumes;
        this.terminal = terminal;
    }

    /// The job file at this path, with the values of its parameters.
    static Submission of(Path file, ReadOptions options, Terminal terminal) {
        try {
            Path folder = file.toAbsolutePath().normalize().getParent();
            return new Submission(
                    file.toString(),
                    Files.readString(file),
                    folder == null ? Path.of("/") : folder,
                    options,
                    Optional.empty(),
                    terminal);
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
        Object run = isForShell(command) ? command.getFirst() : command;
        String text = "dsg: 1\nname: " + nameOf(command.getFirst()) + "\nrun: "
                + GridClient.JSON.writeValueAsString(run) + "\n";
        return ofText(text, terminal);
    }

    /// Whether what was typed is one text for a shell, such as `'sort a.txt | uniq'`, and no program's name.
    private static boolean isForShell(List<String> command) {
        String first = command.getFirst();
        return command.size() == 1 && SHELL.matcher(first).find() && !Files.exists(Path.of(first));
    }

    /// What a command can call its job: its program, as far as that can be a name.
    private static String nameOf(String command) {
        String program = command.strip().split("[\\s;|&<>()]+", 2)[0];
        String name = program.substring(program.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "");
        return NAME.matcher(name).matches() ? name : "command";
    }

    /// A job of one command, by its text.
    static Submission ofText(String text, Terminal terminal) {
        return new Submission(
                COMMAND, text, Path.of("").toAbsolutePath(), ReadOptions.DEFAULT, Optional.empty(), terminal);
    }

    /// The same job, reusing what the job with this number has made.
    Submission resuming(long job) {
        return new Submission(name, text, folder, options, Optional.of(job), terminal);
    }

    /// Its name for people.
    String name() {
        return name;
    }

    /// Reads it against the files on this disk, once, and shows what is wrong.
    Checked check() {
        Checked known = checked.orElseGet(this::read);
        checked = Optional.of(known);
        return known;
    }

    /// What tasks on this machine see beside its system: all of it, if they run bare.
    private static Set<Path> seenByTasks() {
        GridHome home = GridHome.ofEnvironment();
        return home.policy().prefersBare()
                ? Set.of(Path.of("/"))
                : home.policy().shown();
    }

    private Checked read() {
        DiskInputFiles inputs = new DiskInputFiles(folder, seenByTasks());
        return switch (JobFile.read(
                text,
                name,
                inputs,
                options.with(TaskTypes.of(GridHome.ofEnvironment().types())))) {
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
        Map<String, Object> body = body(checked);
        body.put("key", UUID.randomUUID().toString());
        while (true) {
            GridClient.Posted answer = client.sendPost("/api/v1/jobs", body);
            if (answer.status() == 201) {
                return answer.json();
            }
            if (answer.status() != 409 || !answer.json().has("missing")) {
                throw refused(answer);
            }
            upload(client, answer.json().path("missing"), checked.inputs());
        }
    }

    /// What the job would do if it was handed in.
    JsonNode plan(GridClient client) {
        GridClient.Posted answer = client.sendPost("/api/v1/jobs/plan", body(check()));
        if (answer.status() != 200) {
            throw refused(answer);
        }
        return answer.json();
    }

    private Map<String, Object> body(Checked checked) {
        Map<String, Object> body = new LinkedHashMap<>();
        // The whole path, so that the job can be resumed from wherever its people are.
        body.put(
                "file",
                name.equals(COMMAND)
                        ? name
                        : Path.of(name).toAbsolutePath().normalize().toString());
        body.put("text", text);
        body.put("inputs", inputs(checked.inputs()));
        body.put("texts", checked.inputs().texts());
        body.put("large", options.large());
        body.put("params", options.params());
        resumes.ifPresent(job -> body.put("resumes", job));
        return body;
    }

    private RuntimeException refused(GridClient.Posted answer) {
        JsonNode shape = answer.json();
        if (answer.status() == 422 && shape.has("problems")) {
            shape.path("problems")
                    .forEach(problem -> terminal.note(problem.path("text").asString() + "\n"));
            return new InvalidJobFile();
        }
        return new CommandFailure(
                GridClient.exitStatus(answer.status()),
                shape.path("title").asString("The job was not taken."),
                shape.path("detail").asString("The grid did not say."),
                shape.path("mend").asString("Try again."));
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
