// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.Input;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Input files that somebody else found: the coordinator gets them beside the text of the job file.
///
/// @param byPath what each path of `in:` and each pattern of `files:`, as the job file writes it, stands for
/// @param texts what stands in each file of `csv:` and `lines:`
public record GivenInputFiles(Map<String, List<Input.LocalFile>> byPath, Map<String, String> texts)
        implements InputFiles {

    private static final String HANDED_IN = "the files handed in with the job";

    public GivenInputFiles {
        byPath = Map.copyOf(byPath);
        texts = Map.copyOf(texts);
    }

    /// Files of which none is read here.
    public GivenInputFiles(Map<String, List<Input.LocalFile>> byPath) {
        this(byPath, Map.of());
    }

    @Override
    public Listing list(String path) {
        List<Input.LocalFile> files = byPath.get(path);
        return files == null ? missing(byPath.keySet()) : new Listing.Found(files);
    }

    @Override
    public Content text(String path) {
        String text = texts.get(path);
        return text == null ? missing(texts.keySet()) : new Content.Text(text);
    }

    private static Missing missing(Collection<String> paths) {
        return new Missing(HANDED_IN, Words.sorted(paths));
    }
}
