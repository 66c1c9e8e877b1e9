// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.model.JobSpec;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `dsg check`: is this a job?
@Command(name = "check", mixinStandardHelpOptions = true, header = "Check a job file; no grid is needed.")
final class CheckCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "A job file.")
    private Path file = Path.of("");

    @Mixin
    private ReadArguments reading = new ReadArguments();

    @Override
    public Integer call() {
        Terminal terminal = new Terminal();
        terminal.print(isOk(Submission.of(file, reading.options(), terminal)));
        return ExitStatus.OK;
    }

    /// `job.yaml is ok.  simulate 30 tasks, plot 1 task.`
    static String isOk(Submission submission) {
        JobSpec spec = submission.check().valid().spec();
        return submission.name() + " is ok.  "
                + spec.stages().stream()
                        .map(stage -> stage.name() + " " + ProgressView.count(stage.tasks(), "task"))
                        .collect(Collectors.joining(", "))
                + ".";
    }
}
