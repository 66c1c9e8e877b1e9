// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.List;

/// A piece of YAML that knows where it stands.
sealed interface Yaml {

    Span span();

    /// One value, its text as written; `plain` means without quotes.
    record Scalar(Span span, String text, boolean plain, boolean block) implements Yaml {

        /// Nothing at all, or what YAML calls null.
        boolean isNothing() {
            return plain && (text.isEmpty() || text.equals("~") || text.matches("null|Null|NULL"));
        }

        /// Where a piece of the text stands in the file. Where YAML has read escapes or folded lines that cannot be
        /// told, and the whole value is meant.
        Span inside(Source source, int from, int to) {
            String written = source.slice(span);
            int quote = plain || block ? 0 : 1;
            if (!block && written.startsWith(text, quote)) {
                return new Span(span.start() + quote + from, span.start() + quote + to);
            }
            return block ? insideBlock(source, from, to) : span;
        }

        /// Each line of a block stands on a line of its own.
        private Span insideBlock(Source source, int from, int to) {
            int start = 0;
            int place = source.lineEnd(span.start()) + 1;
            for (int end = text.indexOf('\n'); end >= 0 && end < from; end = text.indexOf('\n', start)) {
                start = end + 1;
                place = source.lineEnd(place) + 1;
            }
            int lineEnd = text.indexOf('\n', start);
            String line = text.substring(start, lineEnd < 0 ? text.length() : lineEnd);
            int column = place >= span.end()
                    ? -1
                    : source.slice(new Span(place, source.lineEnd(place))).indexOf(line);
            int at = place + column + from - start;
            return column < 0 || line.isBlank() ? span : new Span(at, Math.min(at + to - from, source.lineEnd(place)));
        }
    }

    record Sequence(Span span, List<Yaml> items) implements Yaml {}

    record Mapping(Span span, List<Entry> entries) implements Yaml {}

    /// Something that was already refused; whoever meets it says nothing more.
    record Broken(Span span) implements Yaml {}

    record Entry(Scalar key, Yaml value) {}

    /// What this is, for a message.
    default String kind() {
        return switch (this) {
            case Scalar scalar -> scalar.isNothing() ? "nothing" : "a single value";
            case Sequence _ -> "a list";
            case Mapping _ -> "keys and values";
            case Broken _ -> "something else";
        };
    }
}
