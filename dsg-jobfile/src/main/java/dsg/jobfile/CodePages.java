// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What can be read about job files without a network: a page for each code, and the JSON Schema.
public final class CodePages {

    private CodePages() {}

    /// The page of a code, in Markdown: what it means, what is wrong and what is right; nothing if there is no such
    /// code.
    ///
    /// @param code `E106`, in letters of either case
    public static Optional<String> page(String code) {
        String wanted = code.strip().toUpperCase(Locale.ROOT);
        return Stream.of(ProblemCode.values())
                .filter(known -> known.name().equals(wanted))
                .findFirst()
                .map(known -> resource("codes/" + known.name() + ".md"));
    }

    /// The JSON Schema (2020-12) of the job file, for editors.
    public static String schema() {
        return resource("job.schema.json");
    }

    private static String resource(String name) {
        try (InputStream content = CodePages.class.getResourceAsStream(name)) {
            if (content == null) {
                throw new IllegalStateException("The resource " + name + " is not there.");
            }
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
