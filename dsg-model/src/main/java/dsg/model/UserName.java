// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What users are called.
public final class UserName {

    /// Whoever can read the token in the grid's `DSG_HOME`. He is always an admin, and needs not be added.
    public static final String OWNER = "owner";

    private static final Pattern FORM = Pattern.compile("\\p{L}[\\p{L}\\p{M}\\p{N}._-]{0,31}");

    private UserName() {}

    /// Why nobody can be called this, as a whole sentence; none if somebody can.
    public static Optional<String> fault(String name) {
        if (!FORM.matcher(name).matches()) {
            return Optional.of("`" + shown(name) + "` cannot be a user's name: it has 1 to 32 letters, digits, dots,"
                    + " - or _, begins with a letter, and has no blanks.");
        }
        if (!Normalizer.isNormalized(name, Normalizer.Form.NFC)) {
            return Optional.of(
                    "`" + name + "` cannot be a user's name: its accents are written apart from their letters"
                            + " (Unicode's form NFC is wanted).");
        }
        return same(name).equals(OWNER)
                ? Optional.of("`" + name + "` is the name of whoever keeps the grid; he need not be added.")
                : Optional.empty();
    }

    /// Names of which this is the same would be taken for each other: upper and lower case make no difference.
    public static String same(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String shown(String name) {
        String cut = name.length() > 40 ? name.substring(0, 40) + "…" : name;
        return cut.replaceAll("\\p{C}", "?");
    }
}
