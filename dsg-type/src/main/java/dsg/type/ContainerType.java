// SPDX-License-Identifier: Apache-2.0
package dsg.type;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A command in a container: `container: docker.io/library/python@sha256:…`, or an archive of an image beside the job
/// file. An image is named by its digest, for a tag may be another image tomorrow, and another on each node.
public final class ContainerType implements TaskType {

    /// Its name.
    public static final String NAME = "container";

    /// As registries write it; it never begins like an option of a program.
    private static final Pattern PINNED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,254}@sha256:[0-9a-f]{64}");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String help() {
        return "a command in a container, by podman, docker or apptainer";
    }

    @Override
    public List<TypeKey> keys() {
        return List.of(
                TypeKey.of(
                                NAME,
                                TypeKey.Kind.TEXT,
                                "the image by its digest, or an archive of it beside the job file (podman save)",
                                "container: docker.io/library/python@sha256:…")
                        .must(),
                RunType.COMMAND);
    }

    @Override
    public List<TypeFault> check(TypeValues values) {
        Optional<String> image = values.known(NAME);
        if (image.isEmpty() || isArchive(image.get()) || isPinned(image.get())) {
            return List.of();
        }
        return List.of(new TypeFault(
                NAME,
                "`" + image.get() + "` is a name that may mean another image tomorrow",
                "write it with its digest, " + image.get().replaceFirst(":[^/:]*$", "") + "@sha256:…: podman image"
                        + " inspect --format '{{.Digest}}' " + image.get()));
    }

    @Override
    public List<String> files(TypeValues values) {
        return values.known(NAME).filter(ContainerType::isArchive).isPresent() ? List.of(NAME) : List.of();
    }

    /// Whether the image is a file.
    static boolean isArchive(String image) {
        return image.endsWith(".tar") || image.endsWith(".tar.gz") || image.endsWith(".sif");
    }

    /// Whether the image is named by its digest: `docker.io/library/python@sha256:…`.
    public static boolean isPinned(String image) {
        return PINNED.matcher(image).matches();
    }

    @Override
    public Launch launch(TypedTask task) {
        return new Launch.Container(task.must(NAME), task.run(), Map.of());
    }
}
