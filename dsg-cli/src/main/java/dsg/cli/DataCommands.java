// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.Digest;
import dsg.store.ArtefactFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// The noun `data`: the contents that the grid keeps.
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "The files that the grid keeps: what they are, where they come from, what room they take.",
        subcommands = {
            DataCommands.Put.class,
            DataCommands.Get.class,
            DataCommands.ListContents.class,
            DataCommands.Show.class,
            TraceCommand.class,
            SpaceCommands.Du.class,
            SpaceCommands.Collect.class,
            DataCommands.Forget.class
        })
final class DataCommands {

    private DataCommands() {}

    /// `dsg data put`.
    @Command(
            name = "put",
            mixinStandardHelpOptions = true,
            header = "Keep a file in the grid under a name, until `dsg data forget NAME`.")
    static final class Put implements Callable<Integer> {

        @Parameters(paramLabel = "FILE", arity = "1..*", description = "Each under its own name.")
        private List<Path> files = List.of();

        @Option(names = "--name", paramLabel = "NAME", description = "Another name, for one file.")
        private Optional<String> name = Optional.empty();

        @Option(names = "--json", description = "Print it as JSON.")
        private boolean json;

        private final Terminal terminal = new Terminal();

        @Override
        public Integer call() {
            if (name.isPresent() && files.size() > 1) {
                throw new CommandFailure(
                        ExitStatus.USAGE,
                        "Nothing was put.",
                        "One name cannot stand for " + files.size() + " files.",
                        "Leave --name out, or put them one by one.");
            }
            for (Path file : files) {
                if (!Files.isRegularFile(file)) {
                    throw unreadable(file, Files.exists(file) ? "It is no file." : "There is no such file.");
                }
            }
            GridClient client = GridClient.of(GridHome.ofEnvironment());
            List<JsonNode> put = files.stream().map(file -> put(client, file)).toList();
            if (json) {
                terminal.print(GridClient.pretty(Map.of("v", 1, "contents", put)));
            }
            return ExitStatus.OK;
        }

        private JsonNode put(GridClient client, Path file) {
            try {
                String called = name.orElseGet(
                        () -> String.valueOf(file.toAbsolutePath().normalize().getFileName()));
                String sha256 = ArtefactFolder.hash(file).hex();
                client.putArtefact(sha256, file);
                JsonNode shape = client.post("/api/v1/data", Map.of("name", called, "sha256", sha256));
                if (!json) {
                    terminal.print("%s   %s   %s"
                            .formatted(
                                    called,
                                    sha256,
                                    Terminal.size(shape.path("bytes").asLong())));
                }
                return shape;
            } catch (IOException e) {
                throw unreadable(file, String.valueOf(e.getMessage()));
            }
        }

        private static CommandFailure unreadable(Path file, String why) {
            return new CommandFailure(
                    ExitStatus.NOT_FOUND, file + " was not put.", why, "Give the path of a file that you may read.");
        }
    }

    /// `dsg data forget`.
    @Command(
            name = "forget",
            mixinStandardHelpOptions = true,
            header = "What was put under this name need not be kept any more.",
            description = "Its content goes with a later dsg data gc, unless a job knows it.")
    static final class Forget implements Callable<Integer> {

        @Parameters(paramLabel = "NAME", description = "As dsg data list --kind put shows it.")
        private String name = "";

        @Override
        public Integer call() {
            GridClient.of(GridHome.ofEnvironment()).delete("/api/v1/data/names/" + GridClient.encoded(name));
            new Terminal().print("forgotten: " + name);
            return ExitStatus.OK;
        }
    }

    /// `dsg data get`.
    @Command(
            name = "get",
            mixinStandardHelpOptions = true,
            header = "Fetch one content.",
            description = "For all results of a job: dsg get JOB")
    static final class Get implements Callable<Integer> {

        @Parameters(paramLabel = "REF", description = DataRef.HELP)
        private String ref = "";

        @Option(
                names = {"-o", "--out"},
                paramLabel = "FILE",
                description = "Where it goes, or - for standard output; default: its own name, here.")
        private Optional<String> out = Optional.empty();

        private final Terminal terminal = new Terminal();

        @Override
        public Integer call() {
            GridClient client = GridClient.of(GridHome.ofEnvironment());
            JsonNode content = DataRef.find(client, ref);
            String sha256 = content.path("sha256").asString();
            if (out.filter("-"::equals).isPresent()) {
                try (InputStream bytes = client.artefact(sha256)) {
                    bytes.transferTo(System.out);
                    System.out.flush();
                    return ExitStatus.OK;
                } catch (IOException e) {
                    throw new CommandFailure(
                            ExitStatus.FAILED,
                            "The content broke off.",
                            String.valueOf(e.getMessage()),
                            "Type the command again.");
                }
            }
            Path target = Path.of(out.orElseGet(() -> content.path("file").asString()));
            if (out.isEmpty() && Files.exists(target)) {
                throw new CommandFailure(
                        ExitStatus.FAILED,
                        target + " is there already.",
                        "It may be another file of yours.",
                        "Say where it goes: dsg data get " + ref + " -o FILE");
            }
            new Results(client).fetch(sha256, target);
            terminal.print(target.toString());
            return ExitStatus.OK;
        }
    }

    /// `dsg data list`.
    @Command(
            name = "list",
            aliases = "ls",
            mixinStandardHelpOptions = true,
            header = "List the contents: what was put, then those of the newest jobs; the largest of each first.")
    static final class ListContents implements Callable<Integer> {

        @Option(names = "--job", paramLabel = "JOB", description = "Only what this job knows.")
        private Optional<String> job = Optional.empty();

        @Option(
                names = "--kind",
                paramLabel = "KIND",
                description = "Only these: put, input, result (of a final stage, or shown), intermediate (made on the"
                        + " way), log (what a task printed).")
        private Optional<String> kind = Optional.empty();

        @Option(
                names = {"-n", "--limit"},
                paramLabel = "N",
                description = "At most N; default 20.")
        private int limit = 20;

        @Option(names = "--from", paramLabel = "N", description = "Leave the first N out.")
        private long from;

        @Option(
                names = {"-q", "--quiet"},
                description = "Print their SHA-256 only.")
        private boolean quiet;

        @Mixin
        private Listing listing = new Listing();

        private final Terminal terminal = new Terminal();

        @Override
        public Integer call() {
            GridClient client = GridClient.of(GridHome.ofEnvironment());
            JsonNode shape = client.get("/api/v1/data?limit=" + limit + "&from=" + from
                    + job.map(named -> "&job=" + Selector.job(client, named)).orElse("")
                    + kind.map(named -> "&kind=" + GridClient.encoded(named)).orElse(""));
            JsonNode contents = shape.path("contents");
            if (quiet) {
                contents.forEach(
                        content -> terminal.print(content.path("sha256").asString()));
                return ExitStatus.OK;
            }
            listing.print(terminal, shape, () -> rows(contents));
            if (contents.isEmpty()) {
                terminal.note("There is none of that.  Put a file: dsg data put FILE");
            } else if (shape.has("next")) {
                terminal.note("%d of %d; the next: dsg data list --from %d"
                        .formatted(
                                contents.size(),
                                shape.path("total").asLong(),
                                shape.path("next").asLong()));
            }
            return ExitStatus.OK;
        }

        private static List<List<String>> rows(JsonNode contents) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("CONTENT", "SIZE", "KIND", "JOBS", "NAME"));
            for (JsonNode content : contents) {
                String where = content.path("where").asString();
                boolean here = where.equals("file") || where.equals("journal");
                rows.add(List.of(
                        DataRef.brief(content),
                        Terminal.size(content.path("bytes").asLong()),
                        content.path("kind").asString(),
                        jobs(content.path("jobs")),
                        content.path("reference").asString() + (here ? "" : "  (" + where + ")")));
            }
            return rows;
        }

        private static String jobs(JsonNode jobs) {
            List<String> first = StreamSupport.stream(jobs.spliterator(), false)
                    .limit(3)
                    .map(job -> Long.toString(job.asLong()))
                    .toList();
            return first.isEmpty() ? "-" : String.join(",", first) + (jobs.size() > first.size() ? ",..." : "");
        }
    }

    /// `dsg data show`.
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            header = "Show one content: what it is, who made it, who uses it, and how it begins.")
    static final class Show implements Callable<Integer> {

        private static final int HEAD_BYTES = 4 * 1024;
        private static final int HEAD_LINES = 8;
        private static final int USES_SHOWN = 5;

        @Parameters(paramLabel = "REF", description = DataRef.HELP)
        private String ref = "";

        @Option(names = "--json", description = "Print it as JSON.")
        private boolean json;

        private final Terminal terminal = new Terminal();

        @Override
        public Integer call() {
            GridClient client = GridClient.of(GridHome.ofEnvironment());
            JsonNode content = DataRef.find(client, ref);
            if (json) {
                terminal.print(GridClient.pretty(content));
                return ExitStatus.OK;
            }
            terminal.print(content.path("sha256").asString());
            terminal.print("  " + Terminal.size(content.path("bytes").asLong())
                    + (content.has("kind") ? "   " + content.path("kind").asString() : "") + "   " + where(content));
            content.path("names").forEach(name -> terminal.print("  put as   " + name.asString()));
            uses(content);
            String where = content.path("where").asString();
            if (where.equals("file") || where.equals("journal")) {
                head(client, content.path("sha256").asString());
            }
            return ExitStatus.OK;
        }

        private static String where(JsonNode content) {
            return switch (content.path("where").asString()) {
                case "journal" -> "in the journal";
                case "file" -> "in a file of its own";
                case "collected" ->
                    "collected on " + Terminal.time(content.path("collected_at").asString())
                            + "; make it again: dsg resume "
                            + content.path("uses").path(0).path("job").asLong();
                default -> "missing: its file is not there; make it again with dsg resume";
            };
        }

        private void uses(JsonNode content) {
            Map<String, List<String>> byWord = new LinkedHashMap<>();
            for (JsonNode use : content.path("uses")) {
                String attempt = use.path("attempt").asString("");
                String name = use.path("name").asString();
                String word = attempt.isEmpty()
                        ? "given to"
                        : use.path("kind").asString().equals("log") ? "printed by" : "made by";
                byWord.computeIfAbsent(word, _ -> new ArrayList<>())
                        .add(
                                attempt.isEmpty()
                                        ? "job " + use.path("job").asLong() + " as " + name
                                        : attempt + " as " + name);
            }
            byWord.forEach((word, uses) -> {
                for (String use : uses.stream().limit(USES_SHOWN).toList()) {
                    terminal.print("  %-10s %s".formatted(word, use));
                }
                if (uses.size() > USES_SHOWN) {
                    terminal.print("  %-10s and %d more".formatted("", uses.size() - USES_SHOWN));
                }
            });
            terminal.note("  see how it was made: dsg data trace " + ref);
        }

        private void head(GridClient client, String sha256) {
            byte[] head;
            try (InputStream bytes = client.artefact(sha256)) {
                head = bytes.readNBytes(HEAD_BYTES);
            } catch (IOException e) {
                terminal.note("  it cannot be read: " + e.getMessage());
                return;
            }
            text(head)
                    .ifPresentOrElse(
                            text -> text.lines()
                                    .limit(HEAD_LINES)
                                    .forEach(line -> terminal.print(
                                            "  | " + Terminal.fit(Terminal.harmless(line), terminal.width() - 4))),
                            () -> terminal.print("  (no text)"));
        }

        /// As text, if it looks like one; a letter that is torn at the end is left out.
        private static Optional<String> text(byte[] head) {
            for (int torn = 0; torn < 4 && torn <= head.length; torn++) {
                try {
                    String text = StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(head, 0, head.length - torn))
                            .toString();
                    return text.indexOf(0) < 0 ? Optional.of(text) : Optional.empty();
                } catch (CharacterCodingException _) {
                    // Perhaps it was only torn.
                }
            }
            return Optional.empty();
        }
    }

    /// The SHA-256 of a file on this disk.
    static Digest hash(Path file) {
        try {
            return ArtefactFolder.hash(file);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitStatus.NOT_FOUND,
                    file + " cannot be read.",
                    String.valueOf(e.getMessage()),
                    "Give a file that you may read, or " + DataRef.HELP);
        }
    }
}
