// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.Input;
import java.util.List;
import java.util.Map;

/// Input files that somebody else found: the coordinator gets them beside the text of the job file.
///
/// @param byPath what each path of `in:`, as the job file writes it, stands for
public record GivenInputFiles(Map<String, List<Input.LocalFile>> byPath) implements InputFiles {

    public GivenInputFiles {
        byPath = Map.copyOf(byPath);
    }

    @Override
    public Listing list(String path) {
        List<Input.LocalFile> files = byPath.get(path);
        return files == null
                ? new Listing.Missing(
                        "the files handed in with the job",
                        byPath.keySet().stream().sorted().toList())
                : new Listing.Found(files);
    }
}
