// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.jobfile.CodePages;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `dsg schema`: the JSON Schema of the job file, for editors.
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        header = "Print the JSON Schema of the job file; editors complete and check by it.")
final class SchemaCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        new Terminal().print(CodePages.schema().stripTrailing());
        return ExitStatus.OK;
    }
}
