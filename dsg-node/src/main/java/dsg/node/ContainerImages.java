// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.store.ArtefactFolder;
import dsg.type.ContainerType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The images that an engine has: brought once, and known by their content from then on. One is brought at a time.
final class ContainerImages {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerImages.class);

    private static final Pattern LOADED = Pattern.compile("Loaded image(?:\\(s\\)| ID)?: *(\\S+)");

    private final ContainerEngine engine;
    private final BroughtImages brought;
    /// The images of archives that were loaded in this life of the node, by the archive's hash: names can be moved.
    private final Map<String, String> loaded = new HashMap<>();

    ContainerImages(ContainerEngine engine, BroughtImages brought) {
        this.engine = engine;
        this.brought = brought;
    }

    /// What the engine calls this image, which it has when this returns.
    ///
    /// @param image `name@sha256:…`, or the path of an archive in the task's folder
    /// @throws IOException if it cannot be had; the message says why
    String bring(String image, TaskFolder folder) throws IOException {
        if (ContainerType.isPinned(image)) {
            return named(image);
        }
        Path archive = folder.inside(image);
        if (!Files.isRegularFile(archive, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("there is no image " + image + " in the task's folder; name it as an input: in: ["
                    + image + "], or write an image with its digest: name@sha256:…");
        }
        return archived(image, archive);
    }

    private synchronized String named(String image) throws IOException {
        if (!engine.keepsContainers()) {
            return "docker://" + image;
        }
        if (has(image)) {
            brought.used(image);
        } else {
            ContainerEngine.Said said = engine.call(ContainerEngine.LONG, "pull", "--quiet", image);
            if (!said.isWell()) {
                throw new IOException("the image " + image + " cannot be fetched: " + said.last()
                        + "; send it along as an archive: podman save -o image.tar, then container: image.tar");
            }
            brought.brought(image);
        }
        return image;
    }

    private boolean has(String image) throws IOException {
        return engine.call(ContainerEngine.SOON, "image", "inspect", "--format", "{{.Id}}", image)
                .isWell();
    }

    private synchronized String archived(String image, Path archive) throws IOException {
        if (!engine.keepsContainers()) {
            return image.endsWith(".sif") ? archive.toString() : "docker-archive:" + archive;
        }
        String hash = ArtefactFolder.hash(archive).hex();
        String known = loaded.getOrDefault(hash, "");
        String tag = "localhost/dsg/" + hash.substring(0, 40) + ":1";
        if (!known.isEmpty() && has(known)) {
            brought.used(tag);
            return known;
        }
        Map<String, String> before = names();
        ContainerEngine.Said said = engine.call(ContainerEngine.LONG, "load", "--input", archive.toString());
        List<String> names = LOADED.matcher(said.text())
                .results()
                .map(found -> found.group(1))
                .toList();
        boolean isImage = said.isWell() && !names.isEmpty();
        if (!isImage) { // but the files of one, perhaps
            said = engine.call(ContainerEngine.LONG, "import", archive.toString(), tag);
        }
        if (!said.isWell()) {
            throw new IOException(image + " is no image that " + engine.kind().word() + " takes: " + said.last()
                    + "; make one: podman save -o " + image + " IMAGE");
        }
        String id = id(isImage ? names.getFirst() : tag);
        if (isImage) {
            takeNamesBack(before, names, id, tag);
        }
        loaded.put(hash, id);
        brought.brought(tag);
        return id;
    }

    /// Removes what no task has used for long. An image that a container still uses stays until the next time.
    synchronized void removeOld() throws IOException {
        for (String name : brought.old()) {
            boolean removed = engine.call(ContainerEngine.SOON, "rmi", name).isWell() || !has(name);
            if (removed) {
                brought.gone(name);
                LOG.info(
                        "The image {} is removed: no task has used it for {} days.", name, BroughtImages.KEPT.toDays());
            }
        }
    }

    /// An archive brings names along, and whoever made it chose them: that of an image of this machine's owner, or of
    /// another job. What they meant before they mean again.
    private void takeNamesBack(Map<String, String> before, List<String> names, String id, String tag)
            throws IOException {
        well("tag", id, tag);
        for (String name : names) {
            if (before.containsKey(name)) {
                well("tag", before.get(name), name);
            } else if (!name.equals(tag) && !name.startsWith("sha256:")) {
                well("rmi", name);
            }
        }
    }

    private void well(String... words) throws IOException {
        ContainerEngine.Said said = engine.call(ContainerEngine.SOON, words);
        if (!said.isWell()) {
            throw new IOException(engine.kind().word() + " " + String.join(" ", words) + ": " + said.last());
        }
    }

    /// The images that have a name here.
    private Map<String, String> names() throws IOException {
        Map<String, String> names = new HashMap<>();
        ContainerEngine.Said said = engine.call(
                ContainerEngine.SOON, "images", "--no-trunc", "--format", "{{.Repository}}:{{.Tag}} {{.ID}}");
        said.text().lines().map(line -> line.split(" ")).forEach(words -> {
            if (words.length == 2) {
                names.put(words[0], words[1]);
            }
        });
        return names;
    }

    private String id(String image) throws IOException {
        ContainerEngine.Said said = engine.call(ContainerEngine.SOON, "image", "inspect", "--format", "{{.Id}}", image);
        String id = said.last();
        if (!said.isWell() || !id.matches("(sha256:)?[0-9a-f]{64}")) {
            throw new IOException(image + " cannot be looked at: " + id);
        }
        return id;
    }

    /// An image of no more than these files, by this name.
    void make(Path folder, String tag) throws IOException {
        if (has(tag)) {
            return;
        }
        Path archive = folder.resolveSibling(folder.getFileName() + ".tar");
        try {
            Process tar = new ProcessBuilder("tar", "-C", folder.toString(), "-cf", archive.toString(), ".")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (tar.waitFor() != 0) {
                throw new IOException("tar could not pack " + folder);
            }
            ContainerEngine.Said said = engine.call(ContainerEngine.SOON, "import", archive.toString(), tag);
            if (!said.isWell()) {
                throw new IOException("cannot import an image: " + said.last());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.deleteIfExists(archive);
        }
    }
}
