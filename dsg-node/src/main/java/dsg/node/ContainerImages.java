// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import dsg.store.ArtefactFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The images that an engine has: brought once, and known by their content from then on. One is brought at a time.
final class ContainerImages {

    private static final Pattern LOADED = Pattern.compile("Loaded image(?:\\(s\\)| ID)?: *(\\S+)");

    private final ContainerEngine engine;

    ContainerImages(ContainerEngine engine) {
        this.engine = engine;
    }

    /// What the engine calls this image, which it has when this returns.
    ///
    /// @param image `name@sha256:…`, or the path of an archive in the task's folder
    /// @throws IOException if it cannot be had; the message says why
    String bring(String image, TaskFolder folder) throws IOException {
        if (image.contains("@sha256:")) {
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
        if (!has(image)) {
            ContainerEngine.Said said = engine.call(ContainerEngine.LONG, "pull", "--quiet", image);
            if (!said.isWell()) {
                throw new IOException("the image " + image + " cannot be fetched: " + said.last()
                        + "; send it along as an archive: podman save -o image.tar, then container: image.tar");
            }
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
        String tag = "localhost/dsg/" + ArtefactFolder.hash(archive).hex().substring(0, 40) + ":1";
        if (has(tag)) {
            return tag;
        }
        ContainerEngine.Said loaded = engine.call(ContainerEngine.LONG, "load", "--input", archive.toString());
        Matcher name = LOADED.matcher(loaded.text());
        List<String> call = loaded.isWell() && name.find()
                ? List.of("tag", name.group(1), tag)
                : List.of("import", archive.toString(), tag); // no image but the files of one
        ContainerEngine.Said said = engine.call(ContainerEngine.LONG, call);
        if (!said.isWell()) {
            throw new IOException(image + " is no image that " + engine.kind().word() + " takes: " + said.last()
                    + "; make one: podman save -o " + image + " IMAGE");
        }
        return tag;
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
