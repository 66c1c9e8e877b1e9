// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import dsg.model.Template;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes text with placeholders apart, and points at each that cannot be filled.
final class TemplateReader {

    private static final Pattern BODY = Pattern.compile(
            "\\s*([A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z_][A-Za-z0-9_.-]*)?)\\s*(?:\\|\\s*([^|\\s]*)\\s*)?");
    private static final int BODY_MAX = 200;

    /// Linux starts no program with an argument of more than 128 KiB.
    private static final int TEXT_MAX = 100_000;

    /// A `{{ … }}` in a text; one that is never closed is only its `{{`.
    private record Opening(int start, int end, boolean closed) {}

    private final Problems problems;
    private final Scope scope;

    TemplateReader(Problems problems, Scope scope) {
        this.problems = problems;
        this.scope = scope;
    }

    Template read(Yaml.Scalar scalar) {
        String text = scalar.text();
        if (text.indexOf('\0') >= 0) {
            problems.add(ProblemCode.E117, scalar.span(), "a command cannot hold the character U+0000", "leave it out");
        }
        if (text.length() > TEXT_MAX) {
            problems.add(
                    ProblemCode.E122,
                    scalar.span(),
                    "a command or value of more than 100,000 characters cannot be started",
                    "put it into a script, and name the script in `in`");
            return Template.of("");
        }
        List<Opening> openings = openings(text);
        List<Span> places = openings.isEmpty() ? List.of() : places(scalar, openings.size());
        List<Template.Part> parts = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < openings.size() && !problems.isFull(); i++) {
            Opening opening = openings.get(i);
            addText(parts, text.substring(at, opening.start));
            String written = text.substring(opening.start, opening.end);
            placeholder(written, opening.closed, places.get(i)).ifPresent(parts::add);
            at = opening.end;
        }
        addText(parts, text.substring(at));
        return new Template(parts);
    }

    private static void addText(List<Template.Part> parts, String text) {
        if (!text.isEmpty()) {
            parts.add(new Template.Part.Text(text));
        }
    }

    private Optional<Template.Part> placeholder(String written, boolean closed, Span place) {
        if (!closed) {
            return refuse(place, "`{{` is never closed");
        }
        Matcher body = BODY.matcher(written.substring(2, written.length() - 2));
        if (written.length() > BODY_MAX || !body.matches()) {
            return refuse(place, Words.quote(written) + " is no placeholder");
        }
        String filter = body.group(2);
        if (filter != null && !filter.equals("raw")) {
            return refuse(place, "there is no " + Words.quote("| " + filter));
        }
        String name = body.group(1);
        if (!scope.isDefined(name) && !problems.isTold(name)) {
            problems.add(
                    ProblemCode.E106,
                    place,
                    Words.quote(name) + " is not defined in " + scope.place(),
                    scope.suggest(name));
        }
        return Optional.of(new Template.Part.Placeholder(name, filter != null));
    }

    private Optional<Template.Part> refuse(Span place, String what) {
        problems.add(
                ProblemCode.E124,
                place,
                what,
                "write {{ beta }}, {{ in.code }} or {{ beta | raw }}; {{ always begins a placeholder");
        return Optional.empty();
    }

    /// Where the placeholders of a value stand in the file. YAML may have folded lines and read escapes, so
    /// the n-th of the value is taken for the n-th of its source; if their numbers differ, the whole value is
    /// pointed at.
    private List<Span> places(Yaml.Scalar scalar, int count) {
        Source source = problems.source();
        Span span = scalar.span();
        int from = scalar.block() ? Math.min(source.lineEnd(span.start()), span.end()) : span.start();
        List<Opening> written = openings(source.slice(new Span(from, span.end())));
        return written.size() == count
                ? written.stream()
                        .map(opening -> new Span(from + opening.start, from + opening.end))
                        .toList()
                : Collections.nCopies(count, span);
    }

    private static List<Opening> openings(String text) {
        List<Opening> openings = new ArrayList<>();
        int close = -1;
        int start = text.indexOf("{{");
        while (start >= 0) {
            if (close < start + 2) {
                int next = text.indexOf("}}", start + 2);
                close = next < 0 ? Integer.MAX_VALUE : next;
            }
            int again = text.indexOf("{{", start + 2);
            boolean closed = close != Integer.MAX_VALUE && (again < 0 || again > close);
            int end = closed ? close + 2 : start + 2;
            openings.add(new Opening(start, end, closed));
            start = again >= end || again < 0 ? again : text.indexOf("{{", end);
        }
        return openings;
    }
}
