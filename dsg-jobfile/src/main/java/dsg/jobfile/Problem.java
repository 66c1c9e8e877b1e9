// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

/// One thing wrong in a job file: what, where, and what to type instead.
///
/// @param code `E106`: a name of [ProblemCode]
/// @param line the line in the file, from 1
/// @param column the column in that line, from 1
/// @param sourceLine the line as it is drawn: tabs and control characters replaced, very long lines cut
/// @param caret where the offending text begins in `sourceLine`, from 0
/// @param width how many characters of `sourceLine` offend, at least 1
public record Problem(
        String code,
        String file,
        int line,
        int column,
        String what,
        String help,
        String sourceLine,
        int caret,
        int width) {

    private static final int WIDTH_MAX = 110;

    public Problem {
        if (line < 1 || column < 1 || caret < 0 || width < 1 || what.isBlank() || help.isBlank()) {
            throw new IllegalArgumentException("A problem has a place, says what is wrong and how to mend it.");
        }
    }

    /// Whether the job can run all the same.
    public boolean isWarning() {
        return code.startsWith("W");
    }

    /// The problem as people read it, six lines without a line break at the end, or more where the last is long:
    /// ```
    /// error[E101]: unknown key `memroy` in resources
    ///   --> m1.yaml:6:21
    ///    |
    ///  6 | resources: {cpu: 1, memroy: 512MiB}
    ///    |                     ^^^^^^
    ///    = did you mean `memory`?
    /// ```
    public String render() {
        String number = Integer.toString(line);
        int gutter = Math.max(2, number.length());
        String margin = " ".repeat(gutter);
        return """
                %s[%s]: %s
                %s--> %s:%d:%d
                %s |
                %s | %s
                %s | %s
                %s = %s""".formatted(
                        isWarning() ? "warning" : "error",
                        code,
                        what,
                        margin,
                        file,
                        line,
                        column,
                        margin,
                        " ".repeat(gutter - number.length()) + number,
                        sourceLine,
                        margin,
                        " ".repeat(caret) + "^".repeat(width),
                        margin,
                        wrapped(help, margin));
    }

    /// Breaks a long line after commas, where lists have them and what is to be typed seldom does.
    private static String wrapped(String help, String margin) {
        StringBuilder lines = new StringBuilder();
        int length = margin.length() + 3;
        for (String piece : help.split("(?<=, )")) {
            if (length + piece.stripTrailing().length() > WIDTH_MAX && !lines.isEmpty()) {
                lines.setLength(lines.length() - 1);
                lines.append('\n').append(margin).append("   ");
                length = margin.length() + 3;
            }
            lines.append(piece);
            length += piece.length();
        }
        return lines.toString();
    }
}
