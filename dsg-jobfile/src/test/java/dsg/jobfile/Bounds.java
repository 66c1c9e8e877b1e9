// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

import static org.assertj.core.api.Assertions.assertThat;

/// What holds for every problem of every file.
final class Bounds {

    private Bounds() {}

    static void check(String text, Reading.Invalid invalid) {
        assertThat(invalid.problems()).hasSizeBetween(1, 20).anyMatch(problem -> !problem.isWarning());
        long lines = text.chars().filter(c -> c == '\n' || c == '\r').count() + 1;
        int previous = 1;
        for (Problem problem : invalid.problems()) {
            assertThat(problem.line()).as(problem.toString()).isBetween(previous, (int) lines);
            assertThat(problem.column()).isBetween(1, text.length() + 1);
            assertThat(problem.sourceLine()
                            .codePointCount(0, problem.sourceLine().length()))
                    .isLessThanOrEqualTo(202)
                    .isGreaterThanOrEqualTo(problem.caret() + problem.width() - 1);
            assertThat(problem.what()).hasSizeLessThan(1_500).doesNotContain("\n");
            assertThat(problem.help()).hasSizeLessThan(1_500).doesNotContain("\n");
            previous = problem.line();
        }
    }
}
