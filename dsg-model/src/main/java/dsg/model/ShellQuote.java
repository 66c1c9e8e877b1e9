// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.util.regex.Pattern;

/// Quotes a value so that a POSIX shell reads it as one word, exactly as Python's `shlex.quote` does.
public final class ShellQuote {

    private static final Pattern SAFE = Pattern.compile("[a-zA-Z0-9@%+=:,./_-]+");

    private ShellQuote() {}

    /// `1` stays `1`; `it's` becomes `'it'"'"'s'`; the empty text becomes `''`.
    public static String quote(String value) {
        if (SAFE.matcher(value).matches()) {
            return value;
        }
        return "'" + value.replace("'", "'\"'\"'") + "'";
    }
}
