// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.Artefact;
import dsg.model.Digest;
import dsg.model.Input;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Input files on this machine's disk, relative to the folder of the job file. It hashes what it finds and
/// remembers it, so that whoever hands in the job can hand in the files. For one thread.
public final class DiskInputFiles implements InputFiles {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int NEARBY_MAX = 1_000;

    private final Path folder;
    private final Map<String, List<Input.LocalFile>> found = new LinkedHashMap<>();
    private final Set<Path> shown;
    private final Map<Digest, Path> paths = new LinkedHashMap<>();
    private final Map<Path, Artefact> hashed = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    private long textsLength;

    /// The files around a job file that lies in `folder`.
    public DiskInputFiles(Path folder) {
        this(folder, Set.of());
    }

    /// The same, where the owner of this machine shows these folders to tasks.
    public DiskInputFiles(Path folder, Set<Path> shown) {
        this.folder = folder.toAbsolutePath().normalize();
        this.shown = Set.copyOf(shown);
    }

    /// What was found so far: each path of `in:`, as the job file writes it, and its files. This is what
    /// [GivenInputFiles] takes.
    public Map<String, List<Input.LocalFile>> found() {
        return Collections.unmodifiableMap(found);
    }

    /// What stands in the files of `csv:` and `lines:` that were read so far; [GivenInputFiles] takes this too.
    public Map<String, String> texts() {
        return Collections.unmodifiableMap(texts);
    }

    /// Where the content of every file found so far lies.
    public Map<Digest, Path> paths() {
        return Collections.unmodifiableMap(paths);
    }

    @Override
    public Listing list(String path) {
        List<Input.LocalFile> known = found.get(path);
        if (known != null) {
            return new Listing.Found(known);
        }
        return switch (TaskPath.ofInput(path)) {
            case TaskPath.Refused(var _, String why, var _) -> new Unreadable(why);
            case TaskPath.At(String landing) -> look(path, landing);
        };
    }

    @Override
    public Listing glob(String pattern) {
        List<Input.LocalFile> known = found.get(pattern);
        if (known != null) {
            return new Listing.Found(known);
        }
        return switch (TaskPath.ofPattern(pattern)) {
            case TaskPath.Refused(var _, String why, var _) -> new Unreadable(why);
            case TaskPath.At(String landing) -> match(pattern, landing);
        };
    }

    private Listing match(String pattern, String landing) {
        String fixed = TaskPath.folderOf(pattern);
        if (fixed.equals(pattern)) {
            return Files.isDirectory(folder.resolve(pattern))
                    ? new Unreadable("is a folder; write " + pattern + "/* for the files in it")
                    : list(pattern);
        }
        try {
            Path start = folder.resolve(fixed);
            List<Input.LocalFile> files = new ArrayList<>();
            for (Map.Entry<String, Path> match :
                    PathPattern.of(pattern.substring(fixed.length())).in(start).entrySet()) {
                files.add(new Input.LocalFile(TaskPath.below(landing, match.getKey()), hash(match.getValue())));
            }
            return remember(pattern, files);
        } catch (IOException e) {
            return new Unreadable("cannot be read by you (" + e + ")");
        } catch (IllegalArgumentException e) {
            return new Unreadable("is no pattern: " + e.getMessage());
        }
    }

    @Override
    public Content text(String path) {
        String known = texts.get(path);
        if (known != null) {
            return new Content.Text(known);
        }
        try {
            Path target = folder.resolve(path);
            if (!Files.isRegularFile(target)) {
                return Files.exists(target) ? new Unreadable("is no file") : missing(target, path);
            }
            if (textsLength + Files.size(target) > TEXT_MAX) {
                return new Unreadable("is larger than 16 MiB, alone or together with the other files of sweeps; put"
                        + " what each task needs into files, and sweep over those");
            }
            String text = Files.readString(target);
            textsLength += text.length();
            texts.put(path, text);
            return new Content.Text(text);
        } catch (CharacterCodingException _) {
            return new Unreadable("is no text in UTF-8");
        } catch (IOException e) {
            return new Unreadable("cannot be read by you (" + e + ")");
        } catch (InvalidPathException _) {
            return new Unreadable("is no path on this machine");
        }
    }

    /// The Java of this machine and what its owner shows to tasks count as nothing: tasks see them.
    @Override
    public Thing thingAt(String path) {
        try {
            Path target = folder.resolve(path).normalize();
            if (target.startsWith(System.getProperty("java.home"))
                    || (path.startsWith("/") && shown.stream().anyMatch(target::startsWith))) {
                return Thing.NOTHING;
            }
            return Files.isRegularFile(target) ? Thing.FILE : Files.isDirectory(target) ? Thing.FOLDER : Thing.NOTHING;
        } catch (InvalidPathException _) {
            return Thing.NOTHING;
        }
    }

    private Listing look(String path, String landing) {
        try {
            Path target = folder.resolve(path);
            if (Files.isDirectory(target)) {
                return everyFileIn(target, path, landing);
            }
            if (Files.isRegularFile(target)) {
                return remember(path, List.of(new Input.LocalFile(landing, hash(target))));
            }
            return Files.exists(target) ? new Unreadable("is neither a file nor a folder") : missing(target, path);
        } catch (NoSuchFileException _) {
            return new Unreadable("went away while it was read");
        } catch (IOException e) {
            return new Unreadable("cannot be read by you (" + e + ")");
        } catch (InvalidPathException _) {
            return new Unreadable("is no path on this machine");
        }
    }

    private Listing everyFileIn(Path target, String path, String landing) throws IOException {
        // The folder itself may be a link; links to folders inside it are not followed, so a walk always
        // ends.
        Path start = target.toRealPath();
        List<Path> inside;
        try (Stream<Path> walk = Files.walk(start)) {
            inside = walk.filter(Files::isRegularFile)
                    .limit(TaskPath.FILES_MAX + 1L)
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (inside.size() > TaskPath.FILES_MAX) {
            return new Unreadable(TaskPath.TOO_MANY_FILES);
        }
        Map<String, Path> byLanding = new TreeMap<>();
        for (Path file : inside) {
            byLanding.put(TaskPath.below(landing, slashed(start.relativize(file))), file);
        }
        List<Input.LocalFile> files = new ArrayList<>(byLanding.size());
        for (Map.Entry<String, Path> file : byLanding.entrySet()) {
            files.add(new Input.LocalFile(file.getKey(), hash(file.getValue())));
        }
        return remember(path, files);
    }

    private static String slashed(Path relative) {
        List<String> parts = new ArrayList<>(relative.getNameCount());
        relative.forEach(part -> parts.add(part.toString()));
        return String.join("/", parts);
    }

    private Listing remember(String path, List<Input.LocalFile> files) {
        found.put(path, files);
        return new Listing.Found(files);
    }

    private Artefact hash(Path file) throws IOException {
        Artefact known = hashed.get(file);
        if (known != null) {
            return known;
        }
        MessageDigest sha256 = Digest.sha256();
        long bytes = 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream content = Files.newInputStream(file)) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                sha256.update(buffer, 0, read);
                bytes += read;
            }
        }
        Artefact artefact = new Artefact(Digest.finish(sha256), bytes);
        hashed.put(file, artefact);
        paths.putIfAbsent(artefact.digest(), file);
        return artefact;
    }

    private Missing missing(Path target, String path) throws IOException {
        Path parent = target.normalize().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            return new Missing(folder + " (the folder of the job file)", List.of());
        }
        String written = path.substring(0, path.lastIndexOf('/') + 1);
        try (Stream<Path> beside = Files.list(parent)) {
            List<String> nearby = beside.limit(NEARBY_MAX)
                    .map(file -> written + file.getFileName())
                    .sorted()
                    .toList();
            return new Missing(
                    parent.equals(folder) ? folder + " (the folder of the job file)" : parent.toString(), nearby);
        }
    }
}
