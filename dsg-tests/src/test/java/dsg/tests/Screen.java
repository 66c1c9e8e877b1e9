// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a person sees in the end of what was written to a terminal: lines that were drawn over are gone. It knows what
/// DSG uses of ECMA-48: one line up, to the line's start, erase to the line's and to the screen's end, colours.
final class Screen {

    private static final Pattern CONTROL = Pattern.compile("\u001b\\[(\\d*(?:;\\d+)*)([A-Za-z])|\r|\n|[^\u001b\r\n]+");

    private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    private int row;
    private int column;

    /// The lines that are left of this, without blank ones at the end.
    static List<String> after(String written) {
        Screen screen = new Screen();
        Matcher each = CONTROL.matcher(written);
        while (each.find()) {
            screen.take(each);
        }
        List<String> seen = new ArrayList<>(screen.lines.stream()
                .map(line -> line.toString().stripTrailing())
                .toList());
        while (!seen.isEmpty() && seen.getLast().isEmpty()) {
            seen.removeLast();
        }
        return seen;
    }

    private void take(Matcher found) {
        String text = found.group();
        if (text.equals("\n")) {
            row++;
            column = 0;
            if (row == lines.size()) {
                lines.add(new StringBuilder());
            }
        } else if (text.equals("\r")) {
            column = 0;
        } else if (found.group(2) == null) {
            write(text);
        } else {
            control(found.group(2), found.group(1));
        }
    }

    private void write(String text) {
        StringBuilder line = lines.get(row);
        line.replace(Math.min(column, line.length()), Math.min(column + text.length(), line.length()), text);
        column += text.length();
    }

    private void control(String kind, String number) {
        switch (kind) {
            case "A" -> row = Math.max(0, row - (number.isEmpty() ? 1 : Integer.parseInt(number)));
            case "K" -> lines.get(row).setLength(Math.min(column, lines.get(row).length()));
            case "J" -> {
                lines.get(row).setLength(Math.min(column, lines.get(row).length()));
                while (lines.size() > row + 1) {
                    lines.removeLast();
                }
            }
            case "m" -> {}
            default -> throw new AssertionError("A terminal is asked for what nobody expects: ESC[" + number + kind);
        }
    }
}
