// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Input files that somebody else found, remembering which were asked for and not among them: a client that cannot
/// read job files is told so what to hand in. For one thread.
public final class AskedInputFiles implements InputFiles {

    private final GivenInputFiles given;
    private final Map<String, String> wanted = new LinkedHashMap<>();

    public AskedInputFiles(GivenInputFiles given) {
        this.given = given;
    }

    @Override
    public Listing list(String path) {
        Listing listing = given.list(path);
        if (listing instanceof Missing && TaskPath.ofInput(path) instanceof TaskPath.At(String landing)) {
            wanted.put(path, landing);
        }
        return listing;
    }

    @Override
    public Content text(String path) {
        return given.text(path);
    }

    /// The paths that were not given, as the job file writes them, each with the place where what lies there lands in
    /// the task's folder.
    public Map<String, String> wanted() {
        return Collections.unmodifiableMap(wanted);
    }
}
