// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Takes a text for a shell apart, as far as that can be done without running it: into commands, and those into
/// words. What a shell would still expand, and the text of here-documents, is no plain word.
final class ShellWords {

    /// @param text without its quotes
    /// @param from where it begins in the text for the shell
    /// @param plain whether the shell takes it as it stands: it holds no placeholder, variable or wildcard
    /// @param written whether the shell writes into it: `> text`
    record Word(String text, int from, int to, boolean plain, boolean written) {}

    private static final String ENDS_COMMAND = ";&|()`";
    private static final String EXPANDED = "$*?[{~";

    private final String text;
    private final List<List<Word>> commands = new ArrayList<>();
    private final Deque<String> hereDocuments = new ArrayDeque<>();
    private final StringBuilder word = new StringBuilder();
    private List<Word> command = new ArrayList<>();
    private int at;
    private int begun = -1;
    private boolean plain = true;
    private Next next = Next.WORD;

    /// What the next word is.
    private enum Next {
        WORD,
        WRITTEN,
        HERE_DOCUMENT,
        NOTHING
    }

    private ShellWords(String text) {
        this.text = text;
    }

    /// The words of each command, in the order of the text.
    static List<List<Word>> of(String text) {
        ShellWords words = new ShellWords(text);
        while (words.at < text.length()) {
            words.step();
        }
        words.endCommand();
        return words.commands;
    }

    private void step() {
        char c = text.charAt(at);
        if (text.startsWith("{{", at)) {
            placeholder();
        } else if (c == '\'' || c == '"') {
            quoted(c);
        } else if (c == '\\') {
            escaped();
        } else if (c == '#' && begun < 0) {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
        } else if (c == '\n') {
            endCommand();
            at++;
            skipHereDocuments();
        } else if (Character.isWhitespace(c)) {
            endWord();
            at++;
        } else if (c == '>' || c == '<') {
            redirection();
        } else if (ENDS_COMMAND.indexOf(c) >= 0) {
            endCommand();
            at++;
        } else {
            plain &= EXPANDED.indexOf(c) < 0;
            take(c);
        }
    }

    private void begin() {
        begun = begun < 0 ? at : begun;
    }

    private void take(char c) {
        begin();
        word.append(c);
        at++;
    }

    private void placeholder() {
        begin();
        plain = false;
        int end = text.indexOf("}}", at);
        at = end < 0 ? text.length() : end + 2;
    }

    private void quoted(char quote) {
        begin();
        at++;
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at);
            if (text.startsWith("{{", at)) {
                placeholder();
            } else if (c == '\\' && quote == '"') {
                escaped();
            } else {
                plain &= quote == '\'' || (c != '$' && c != '`');
                take(c);
            }
        }
        at = Math.min(at + 1, text.length());
    }

    private void escaped() {
        at++;
        if (at < text.length() && text.charAt(at) == '\n') {
            at++;
        } else if (at < text.length()) {
            begun = begun < 0 ? at - 1 : begun;
            take(text.charAt(at));
        }
    }

    private void redirection() {
        char way = text.charAt(at);
        // `2>` is no word.
        boolean descriptor = begun >= 0 && word.chars().allMatch(Character::isDigit);
        if (descriptor) {
            forgetWord();
        }
        endWord();
        int start = at;
        while (at < text.length() && text.charAt(at) == way) {
            at++;
        }
        int length = at - start;
        if (way == '>') {
            at += at < text.length() && "|&".indexOf(text.charAt(at)) >= 0 ? 1 : 0;
            next = Next.WRITTEN;
        } else if (length == 2) {
            at += at < text.length() && text.charAt(at) == '-' ? 1 : 0;
            next = Next.HERE_DOCUMENT;
        } else {
            next = length == 1 ? Next.WORD : Next.NOTHING;
        }
    }

    private void skipHereDocuments() {
        while (!hereDocuments.isEmpty()) {
            String last = hereDocuments.remove();
            boolean ended = false;
            while (at < text.length() && !ended) {
                int end = text.indexOf('\n', at);
                int lineEnd = end < 0 ? text.length() : end;
                ended = text.substring(at, lineEnd).strip().equals(last);
                at = Math.min(lineEnd + 1, text.length());
            }
        }
    }

    private void endWord() {
        if (begun < 0) {
            return;
        }
        switch (next) {
            case WORD, WRITTEN -> command.add(new Word(word.toString(), begun, at, plain, next == Next.WRITTEN));
            case HERE_DOCUMENT -> hereDocuments.add(word.toString());
            case NOTHING -> {}
        }
        next = Next.WORD;
        forgetWord();
    }

    private void forgetWord() {
        word.setLength(0);
        begun = -1;
        plain = true;
    }

    private void endCommand() {
        endWord();
        next = Next.WORD;
        if (!command.isEmpty()) {
            commands.add(command);
            command = new ArrayList<>();
        }
    }
}
