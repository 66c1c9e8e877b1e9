// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Puts what a stranger wrote into a message: never a control character, never longer than a line.
final class Words {

    private static final int SHOWN_MAX = 60;
    private static final int LISTED_MAX = 12;
    private static final int CANDIDATES_MAX = 1_000;
    private static final int COMPARED_MAX = 60;

    private Words() {}

    /// `` `text` ``, shortened.
    static String quote(String text) {
        return "`" + shown(text) + "`";
    }

    /// The text without control characters, shortened.
    static String shown(String text) {
        String head = text.codePointCount(0, Math.min(text.length(), 2 * SHOWN_MAX)) > SHOWN_MAX
                ? text.substring(0, text.offsetByCodePoints(0, SHOWN_MAX - 1)) + "…"
                : text;
        return printable(head);
    }

    /// The text with one character in place of each control character.
    static String printable(String text) {
        if (text.chars().noneMatch(Words::isControl)) {
            return text;
        }
        return text.codePoints()
                .map(c -> c == '\t' || c == '\n' ? ' ' : isControl(c) ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /// Whether a terminal might obey this character instead of drawing it.
    static boolean isControl(int c) {
        return Character.isISOControl(c)
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0x2028
                || c == 0x2029;
    }

    /// `beta, gamma, seed`, at most a dozen.
    static String list(Collection<String> names) {
        String listed = names.stream().limit(LISTED_MAX).map(Words::shown).collect(Collectors.joining(", "));
        return names.size() > LISTED_MAX ? listed + ", …" : listed;
    }

    /// `540`, `1,080,000`.
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// `` did you mean `memory`? `` if one of the candidates is near, and else the alternative.
    static String didYouMean(String word, Collection<String> candidates, String otherwise) {
        return nearest(word, candidates)
                .map(near -> "did you mean " + quote(near) + "?")
                .orElse(otherwise);
    }

    /// The candidate that was most likely meant: few slips away, letters of either case being equal.
    static Optional<String> nearest(String word, Collection<String> candidates) {
        if (word.length() > COMPARED_MAX) {
            return Optional.empty();
        }
        String wanted = word.toLowerCase(Locale.ROOT);
        int allowed = Math.min(wanted.length() / 3, 3);
        String nearest = "";
        int least = allowed + 1;
        for (String candidate : candidates.stream().limit(CANDIDATES_MAX).toList()) {
            if (Math.abs(candidate.length() - wanted.length()) < least) {
                int slips = slips(wanted, candidate.toLowerCase(Locale.ROOT));
                if (slips < least) {
                    least = slips;
                    nearest = candidate;
                }
            }
        }
        return least <= allowed && !nearest.isEmpty() ? Optional.of(nearest) : Optional.empty();
    }

    /// Letters left out, put in, changed or swapped with the next: the optimal string alignment distance.
    private static int slips(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] above = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], above[j]) + 1, above[j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            int[] free = before;
            before = above;
            above = row;
            row = free;
        }
        return above[b.length()];
    }

    /// Whether the text is a name for a placeholder.
    static boolean isIdentifier(String text) {
        return text.length() <= COMPARED_MAX && text.matches("[A-Za-z_][A-Za-z0-9_]*");
    }

    /// The names in alphabetical order.
    static List<String> sorted(Collection<String> names) {
        return names.stream().sorted().toList();
    }
}
