// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `dsg job plan`: what a job would do, and `dsg submit --dry-run` by its name as a verb.
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        header = "Say what a job file would run, where it fits, and what would be reused; nothing is handed in.")
final class PlanCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "A job file.")
    private Path file = Path.of("");

    @Option(names = "--json", description = "Print the plan as JSON.")
    private boolean json;

    @Mixin
    private ReadArguments reading = new ReadArguments();

    @Option(names = "--require-fit", description = "End with 8 if no machine of the grid can run some stage now.")
    private boolean requireFit;

    @Override
    public Integer call() {
        Terminal terminal = new Terminal();
        GridClient client = GridClient.of(GridHome.ofEnvironment());
        return show(Submission.of(file, reading.options(), terminal), client, terminal, json, requireFit);
    }

    /// Prints the plan; the exit status.
    static int show(Submission submission, GridClient client, Terminal terminal, boolean json, boolean requireFit) {
        JsonNode plan = submission.plan(client);
        if (json) {
            terminal.print(GridClient.pretty(plan));
        } else {
            PlanView.lines(submission.name(), plan).forEach(terminal::print);
        }
        return requireFit && !plan.path("fits").asBoolean() ? ExitStatus.DOES_NOT_FIT : ExitStatus.OK;
    }
}
