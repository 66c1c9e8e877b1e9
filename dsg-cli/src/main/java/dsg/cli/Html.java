// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.util.List;

/// A page under construction. Whatever is said in it is escaped, and cannot steer the reader's browser nor turn the
/// direction of what stands around it.
final class Html {

    private final StringBuilder page = new StringBuilder(64 * 1024);

    /// Opens an element; attributes are names and values in turn.
    Html open(String element, String... attributes) {
        page.append('<').append(element);
        for (int i = 0; i + 1 < attributes.length; i += 2) {
            page.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escaped(attributes[i + 1]))
                    .append('"');
        }
        page.append('>');
        return this;
    }

    Html close(String element) {
        page.append("</").append(element).append('>');
        return this;
    }

    Html text(String text) {
        page.append(escaped(text));
        return this;
    }

    /// An element with nothing but text in it.
    Html leaf(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close(element);
    }

    /// A line break in the source, for those who read it.
    Html line() {
        page.append('\n');
        return this;
    }

    /// What is DSG's own and not to be escaped.
    Html own(String constant) {
        page.append(constant);
        return this;
    }

    /// A row of cells.
    Html row(String cell, List<String> texts) {
        open("tr");
        texts.forEach(text -> leaf(cell, text));
        return close("tr").line();
    }

    /// A figure and what it is, in a list of such.
    Html figure(String what, String value) {
        return open("div").leaf("dt", what).leaf("dd", value).close("div").line();
    }

    @Override
    public String toString() {
        return page.toString();
    }

    private static String escaped(String text) {
        return Terminal.harmless(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
