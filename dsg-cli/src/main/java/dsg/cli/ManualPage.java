// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine;

/// All commands as one page of the manual, in the language of `man` (roff with the macros of man(7)).
final class ManualPage {

    private final List<CommandTree.Entry> entries;
    private final StringBuilder page = new StringBuilder();

    ManualPage(CommandLine dsg) {
        entries = CommandTree.of(dsg);
    }

    String text() {
        CommandTree.Entry dsg = entries.getFirst();
        page.append(".TH DSG 1 \"\" \"DSG ").append(escaped(Version.text())).append("\" \"User Commands\"\n");
        page.append(".nh\n.ad l\n"); // commands are not to be pulled apart
        section("NAME");
        line("dsg \\- " + escaped(dsg.header().replaceAll("\\.$", "").toLowerCase(Locale.ROOT)));
        section("SYNOPSIS");
        page.append(".B dsg\n");
        line("COMMAND [ARGUMENTS]");
        section("DESCRIPTION");
        paragraph(
                "A job is a short YAML file around ordinary commands. DSG splits it into tasks, runs them on the machines"
                        + " of the grid, and brings the results back. Start with: dsg run -- echo hello");
        paragraph(
                "A job is named by its number, its nickname or the beginning of it, or last; 2.simulate is a stage of job 2,"
                        + " 2.simulate.17 a task.");
        section("COMMANDS");
        entries.subList(1, entries.size()).forEach(this::command);
        section("EXIT STATUS");
        paragraph(
                "0 ok; 1 failed; 2 usage; 3 the job ended with failures; 4 not found; 5 grid not reachable; 6 not allowed;"
                        + " 7 job file invalid; 8 cannot be placed; 124 timeout; 130 interrupted.");
        section("ENVIRONMENT");
        item(
                "DSG_HOME",
                "Where all state of the grid lives; by default dsg in the XDG data folder, ~/.local/share/dsg.");
        item("NO_COLOR", "No colours.");
        item("COLUMNS", "How wide lines may be.");
        return page.toString().stripTrailing();
    }

    private void command(CommandTree.Entry entry) {
        page.append(".SS \"").append(escaped(entry.name())).append("\"\n");
        if (!entry.same().isEmpty()) {
            line("The same as " + escaped(entry.same()) + ".");
            return;
        }
        line(escaped(entry.header()));
        if (!entry.noun()) {
            page.append(".PP\n.B \"").append(escaped(entry.synopsis())).append("\"\n");
        }
        entry.description().forEach(this::paragraph);
        entry.arguments().forEach(argument -> item(argument.text(), argument.meaning()));
    }

    private void section(String name) {
        page.append(".SH \"").append(name).append("\"\n");
    }

    private void paragraph(String text) {
        page.append(".PP\n");
        line(escaped(text));
    }

    private void item(String name, String meaning) {
        page.append(".TP\n.B \"").append(escaped(name)).append("\"\n");
        line(escaped(meaning));
    }

    /// A line that begins with a dot or a quote would be taken for a macro.
    private void line(String text) {
        page.append(text.startsWith(".") || text.startsWith("'") ? "\\&" : "")
                .append(text)
                .append('\n');
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("\"", "\\(dq")
                .replace("'", "\\(aq")
                .replace("`", "\\(aq")
                .replace("~", "\\(ti")
                .replace("^", "\\(ha")
                .replace("…", "...");
    }
}
