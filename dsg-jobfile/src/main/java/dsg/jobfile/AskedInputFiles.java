// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Input files that somebody else found, remembering which were asked for and not among them: a client that cannot
/// read job files is told so what to hand in. For one thread.
public final class AskedInputFiles implements InputFiles {

    /// What is to be handed in.
    public enum Kind {
        /// The file that lies at the path, or all files of the folder.
        FILES,
        /// The files that the path, a pattern, fits.
        PATTERN,
        /// What stands in the file, for its rows or lines are swept over.
        TEXT;

        /// `files`, `pattern` or `text`.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Something that was not given.
    ///
    /// @param path as the job file writes it
    /// @param lands where in the task's folder the file or folder lands, or the folder in which the pattern begins;
    ///     empty for a text, which lands nowhere
    public record Wanted(String path, String lands, Kind kind) {}

    private final GivenInputFiles given;
    private final Map<String, Wanted> wanted = new LinkedHashMap<>();
    private final Set<String> named = new LinkedHashSet<>();

    public AskedInputFiles(GivenInputFiles given) {
        this.given = given;
    }

    @Override
    public Listing list(String path) {
        named.add(path);
        Listing listing = given.list(path);
        if (listing instanceof Missing && TaskPath.ofInput(path) instanceof TaskPath.At(String landing)) {
            wanted.put(path, new Wanted(path, landing, Kind.FILES));
        }
        return listing;
    }

    @Override
    public Listing glob(String pattern) {
        if (TaskPath.folderOf(pattern).equals(pattern)) {
            return list(pattern);
        }
        named.add(pattern);
        Listing listing = given.glob(pattern);
        if (listing instanceof Missing && TaskPath.ofPattern(pattern) instanceof TaskPath.At(String landing)) {
            wanted.put(pattern, new Wanted(pattern, landing, Kind.PATTERN));
        }
        return listing;
    }

    @Override
    public Content text(String path) {
        named.add(path);
        Content content = given.text(path);
        if (content instanceof Missing) {
            wanted.put(path, new Wanted(path, "", Kind.TEXT));
        }
        return content;
    }

    /// All that was asked for, given or not, as the job file writes it.
    public Collection<String> named() {
        return Collections.unmodifiableCollection(named);
    }

    /// What was not given, in the order in which it was asked for.
    public Collection<Wanted> wanted() {
        return Collections.unmodifiableCollection(wanted.values());
    }
}
