// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.ShellQuote;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The noun `example`; with a name and no verb it fetches that example.
@Command(
        name = "example",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[COMMAND]",
        header = "Examples of real science, ready to run.",
        subcommands = {
            ExampleCommands.ListExamples.class,
            ExampleCommands.ShowExample.class,
            ExampleCommands.GetExample.class
        })
final class ExampleCommands implements Callable<Integer> {

    @Parameters(arity = "0..1", index = "0", paramLabel = "NAME", description = "An example, fetched as by get.")
    private Optional<String> name = Optional.empty();

    @Parameters(arity = "0..1", index = "1", paramLabel = "DIR", description = "Where it goes; default: NAME")
    private Optional<Path> folder = Optional.empty();

    @Mixin
    private Listing listing = new Listing();

    @Override
    public Integer call() {
        return name.isPresent() ? get(name.get(), folder, listing.isJson()) : list(listing);
    }

    private static int list(Listing listing) {
        Terminal terminal = new Terminal();
        List<Example> examples = Example.all();
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("v", 1);
        shape.put("examples", examples.stream().map(ExampleCommands::shape).toList());
        listing.print(terminal, GridClient.JSON.valueToTree(shape), () -> rows(examples));
        terminal.note("Times are those of two cores.  Get one: dsg example "
                + examples.getFirst().name());
        return ExitStatus.OK;
    }

    private static List<List<String>> rows(List<Example> examples) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("EXAMPLE", "TAKES", "ABOUT"));
        examples.forEach(example -> rows.add(List.of(example.name(), example.takes(), example.about())));
        return rows;
    }

    private static int get(String name, Optional<Path> folder, boolean json) {
        Terminal terminal = new Terminal();
        Example example = Example.named(name);
        Path target = folder.orElse(Path.of(name));
        example.writeTo(target);
        if (json) {
            Map<String, Object> shape = new LinkedHashMap<>();
            shape.put("v", 1);
            shape.put("folder", target.toAbsolutePath().normalize().toString());
            shape.putAll(shape(example));
            terminal.print(GridClient.pretty(shape));
        } else {
            terminal.print(
                    "wrote " + target + "/  (" + example.contents() + ").  Needs: " + example.needsInWords() + ".");
            terminal.note("Run it: cd " + ShellQuote.quote(target.toString()) + " && dsg run job.yaml");
        }
        return ExitStatus.OK;
    }

    private static Map<String, Object> shape(Example example) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("name", example.name());
        shape.put("about", example.about());
        shape.put("takes", example.takes());
        shape.put("needs", example.needs());
        shape.put(
                "files",
                example.files().stream()
                        .map(file -> file.toString().replace(File.separatorChar, '/'))
                        .toList());
        return shape;
    }

    /// `dsg example list`.
    @Command(name = "list", mixinStandardHelpOptions = true, header = "List the examples.")
    static final class ListExamples implements Callable<Integer> {

        @Mixin
        private Listing listing = new Listing();

        @Override
        public Integer call() {
            return list(listing);
        }
    }

    /// `dsg example show`.
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            header = "Show one example: what it needs, and its README.")
    static final class ShowExample implements Callable<Integer> {

        @Parameters(paramLabel = "NAME", description = "As dsg example list tells.")
        private String name = "";

        @Option(names = "--json", description = "Print it as JSON, with its README.")
        private boolean json;

        @Override
        public Integer call() {
            Terminal terminal = new Terminal();
            Example example = Example.named(name);
            if (json) {
                Map<String, Object> shape = new LinkedHashMap<>();
                shape.put("v", 1);
                shape.putAll(shape(example));
                shape.put("readme", example.readme());
                terminal.print(GridClient.pretty(shape));
                return ExitStatus.OK;
            }
            terminal.print("example " + example.name() + "   " + example.about());
            terminal.print("  takes  " + example.takes());
            terminal.print("  needs  " + example.needsInWords());
            terminal.print("  files  " + example.contents());
            terminal.print("");
            terminal.print(example.readme().stripTrailing());
            terminal.note("\nGet it: dsg example " + example.name());
            return ExitStatus.OK;
        }
    }

    /// `dsg example get`.
    @Command(
            name = "get",
            mixinStandardHelpOptions = true,
            header = "Write an example into a folder, to run it and to change it.")
    static final class GetExample implements Callable<Integer> {

        @Parameters(index = "0", paramLabel = "NAME", description = "As dsg example list tells.")
        private String name = "";

        @Parameters(arity = "0..1", index = "1", paramLabel = "DIR", description = "Where it goes; default: NAME")
        private Optional<Path> folder = Optional.empty();

        @Option(names = "--json", description = "Print what was done as JSON.")
        private boolean json;

        @Override
        public Integer call() {
            return get(name, folder, json);
        }
    }
}
