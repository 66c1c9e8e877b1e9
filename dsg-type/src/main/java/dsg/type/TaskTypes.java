// SPDX-License-Identifier: Apache-2.0
package dsg.type;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The kinds of tasks that are known here: DSG's own, and those of jars that the machine's owner has allowed. A jar is
/// allowed by its hash, in a file such as `sha256sum` writes: one that has changed since is not loaded.
///
/// @param known by their names
/// @param faults why jars that are there were not taken, in sentences for the owner
public record TaskTypes(Map<String, Known> known, List<String> faults) {

    /// A kind of task.
    ///
    /// @param pin the SHA-256 of the jar it comes from; empty for DSG's own
    public record Known(TaskType type, String pin) {

        /// What the grid calls it: its name, and for one from a jar its hash, so that two that only share a name are
        /// not
        /// taken for each other.
        public String id() {
            return pin.isEmpty() ? type.name() : type.name() + "@" + pin;
        }
    }

    /// Names the jars that are allowed, in the folder where they lie.
    public static final String ALLOWED = "allowed.sha256";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,31}");
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *]([A-Za-z0-9][A-Za-z0-9._-]*\\.jar)");
    private static final TaskTypes OWN = own();

    public TaskTypes {
        known = Map.copyOf(known);
        faults = List.copyOf(faults);
    }

    /// DSG's own.
    public static TaskTypes builtIn() {
        return OWN;
    }

    private static TaskTypes own() {
        Map<String, Known> known = new LinkedHashMap<>();
        ServiceLoader.load(TaskType.class, TaskTypes.class.getClassLoader())
                .forEach(type -> known.put(type.name(), new Known(type, "")));
        return new TaskTypes(known, List.of());
    }

    /// DSG's own and those of a folder.
    ///
    /// @param folder what need not exist: then there are no others
    public static TaskTypes of(Path folder) {
        Map<String, Known> known = new LinkedHashMap<>(OWN.known);
        List<String> faults = new ArrayList<>();
        for (Map.Entry<String, String> allowed : allowed(folder).entrySet()) {
            Path jar = folder.resolve(allowed.getKey());
            try {
                String pin = hash(jar);
                if (pin.equals(allowed.getValue())) {
                    add(known, jar, pin, faults);
                } else {
                    faults.add(jar + " is not the file that was allowed; if it should be taken: dsg type add " + jar);
                }
            } catch (IOException e) {
                faults.add(jar + " cannot be read: " + e.getMessage());
            }
        }
        return new TaskTypes(known, faults);
    }

    /// The types that a jar brings, without taking them.
    ///
    /// @throws IOException if it cannot be read
    /// @throws IllegalArgumentException if it brings none that could be taken; the message says why
    public static List<Known> inside(Path jar) throws IOException {
        Map<String, Known> known = new LinkedHashMap<>(OWN.known);
        List<String> faults = new ArrayList<>();
        add(known, jar, hash(jar), faults);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        return known.values().stream().filter(type -> !type.pin.isEmpty()).toList();
    }

    /// The jars of a folder that are allowed, and the hash of each.
    public static Map<String, String> allowed(Path folder) {
        Path list = folder.resolve(ALLOWED);
        if (!Files.isRegularFile(list)) {
            return Map.of();
        }
        try (Stream<String> lines = Files.lines(list)) {
            return lines.map(LINE::matcher)
                    .filter(java.util.regex.Matcher::matches)
                    .collect(Collectors.toMap(
                            line -> line.group(2), line -> line.group(1), (_, later) -> later, LinkedHashMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The SHA-256 of a file, in hex.
    public static String hash(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    // The loader stays open as long as the process: its classes are loaded when they are first used.
    @SuppressWarnings("resource")
    private static void add(Map<String, Known> known, Path jar, String pin, List<String> faults) throws IOException {
        URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, TaskTypes.class.getClassLoader());
        List<TaskType> types;
        try {
            types = ServiceLoader.load(TaskType.class, loader).stream()
                    .filter(provider -> loader.equals(provider.type().getClassLoader()))
                    .map(ServiceLoader.Provider::get)
                    .toList();
        } catch (ServiceConfigurationError | LinkageError e) {
            faults.add(jar + " holds no task type that can be loaded: " + e.getMessage());
            return;
        }
        if (types.isEmpty()) {
            faults.add(jar + " names no task type in META-INF/services/" + TaskType.class.getName());
        }
        for (TaskType type : types) {
            Optional<String> fault = whyNot(type, known);
            fault.ifPresent(why -> faults.add(jar + ": " + why));
            if (fault.isEmpty()) {
                known.put(type.name(), new Known(type, pin));
            }
        }
    }

    private static Optional<String> whyNot(TaskType type, Map<String, Known> known) {
        try {
            return fault(type, known);
        } catch (RuntimeException | LinkageError e) {
            return Optional.of("its code fails: " + e);
        }
    }

    private static Optional<String> fault(TaskType type, Map<String, Known> known) {
        Set<String> names = new HashSet<>();
        if (!NAME.matcher(type.name()).matches()) {
            return Optional.of(
                    "`" + type.name() + "` cannot name a task type: small letters, digits and _, at most 32");
        }
        if (known.containsKey(type.name())) {
            return Optional.of("there is a task type `" + type.name() + "` already");
        }
        for (TypeKey key : type.keys()) {
            boolean command = key.kind() == TypeKey.Kind.COMMAND;
            if (!NAME.matcher(key.name()).matches() || command != key.name().equals(RunType.NAME)) {
                return Optional.of("`" + key.name() + "` cannot name a key: small letters, digits and _, at most 32;"
                        + " `run`, and it alone, is a command");
            }
            if (!names.add(key.name())) {
                return Optional.of("the key `" + key.name() + "` is declared twice");
            }
        }
        return names.contains(type.name())
                ? Optional.empty()
                : Optional.of("the type `" + type.name() + "` has no key of that name, by which a stage could say it");
    }

    /// The type that is meant by this id, if it is known here.
    public Optional<TaskType> of(String name, String pin) {
        return Optional.ofNullable(known.get(name))
                .filter(found -> found.pin.equals(pin))
                .map(Known::type);
    }

    /// All types, by name.
    public List<Known> all() {
        return known.values().stream()
                .sorted(java.util.Comparator.comparing((Known each) -> !each.pin.isEmpty())
                        .thenComparing(each -> each.type.name()))
                .toList();
    }
}
