// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.nio.charset.StandardCharsets;

/// Whatever a job file holds, reading it ends with a job or with reasons. Run by `FuzzTest` in `dsg-tests`.
public final class JobFileFuzz {

    private JobFileFuzz() {}

    /// @param data a letter for the kind of file, and its text
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        String text = new String(data, 1, data.length - 1, StandardCharsets.UTF_8);
        String name = switch (data[0] & 3) {
            case 0 -> "job.json";
            case 1 -> "job.sh";
            default -> "job.yaml";
        };
        Reading reading = JobFile.read(text, name, Sheets.EVERYTHING, ReadOptions.DEFAULT);
        if (reading instanceof Reading.Invalid(var problems)) {
            problems.forEach(Problem::render);
        }
    }
}
