// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.jobfile.JobSchema;
import dsg.type.TypeFolder;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `dsg schema`: the JSON Schema of the job file, for editors, with the keys of the task types that were added here.
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        header = "Print the JSON Schema of the job file; editors complete and check by it.")
final class SchemaCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        TypeFolder types = new TypeFolder(GridHome.ofEnvironment().types());
        new Terminal().print(JobSchema.of(types.current()).stripTrailing());
        return ExitStatus.OK;
    }
}
