// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Text with placeholders, already taken apart. A filled-in value is never expanded again.
public record Template(List<Part> parts) {

    /// A piece of a template.
    public sealed interface Part {

        /// Text that stays as it is.
        record Text(String text) implements Part {}

        /// `{{ name }}`, or `{{ name | raw }}`, which is not quoted for the shell.
        record Placeholder(String name, boolean raw) implements Part {}
    }

    public Template {
        parts = List.copyOf(parts);
    }

    /// A template without placeholders.
    public static Template of(String text) {
        return new Template(List.of(new Part.Text(text)));
    }

    /// The names of all placeholders.
    public Set<String> names() {
        return parts.stream()
                .flatMap(part -> switch (part) {
                    case Part.Text _ -> java.util.stream.Stream.<String>empty();
                    case Part.Placeholder placeholder -> java.util.stream.Stream.of(placeholder.name());
                })
                .collect(Collectors.toSet());
    }

    /// The text for a shell: every value quoted so that the shell reads it as one word, but for `raw` ones.
    ///
    /// @throws IllegalStateException if a placeholder has no value; the job file's reader has made sure that
    /// each has
    public String fillForShell(Map<String, String> values) {
        return fill(values, ShellQuote::quote);
    }

    /// The text as it is, each value verbatim.
    ///
    /// @throws IllegalStateException if a placeholder has no value
    public String fill(Map<String, String> values) {
        return fill(values, UnaryOperator.identity());
    }

    private String fill(Map<String, String> values, UnaryOperator<String> quote) {
        List<String> filled = new ArrayList<>(parts.size());
        for (Part part : parts) {
            filled.add(
                    switch (part) {
                        case Part.Text(String text) -> text;
                        case Part.Placeholder(String name, boolean raw) -> {
                            String value = value(values, name);
                            yield raw ? value : quote.apply(value);
                        }
                    });
        }
        return String.join("", filled);
    }

    private static String value(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("The placeholder " + name + " has no value.");
        }
        return value;
    }
}
