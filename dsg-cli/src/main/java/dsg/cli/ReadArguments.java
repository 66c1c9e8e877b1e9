// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import dsg.jobfile.ReadOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/// What can be said beside a job file, for every command that reads one.
final class ReadArguments {

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "The value of one of the job file's params; may be given again for others.")
    private Map<String, String> params = new LinkedHashMap<>();

    @Option(names = "--yes-large", description = "Allow more than 100,000 tasks.")
    private boolean large;

    ReadOptions options() {
        return new ReadOptions(large, params);
    }

    /// The same, over values that an earlier job had.
    ReadOptions over(Map<String, String> earlier) {
        Map<String, String> all = new LinkedHashMap<>(earlier);
        all.putAll(params);
        return new ReadOptions(large, all);
    }
}
