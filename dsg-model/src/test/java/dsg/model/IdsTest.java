// SPDX-License-Identifier: Apache-2.0
package dsg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

    @Test
    void whatIsWrittenIsReadBack() {
        TaskId task = new TaskId(new JobId(2), "simulate", 17);

        assertThat(task).hasToString("2.simulate.17");
        assertThat(TaskId.parse("2.simulate.17")).isEqualTo(task);
        assertThat(task.attempt(3)).hasToString("2.simulate.17.a3");
        assertThat(AttemptId.parse("2.simulate.17.a3")).isEqualTo(task.attempt(3));
        assertThat(JobId.parse("2")).isEqualTo(new JobId(2));
        assertThat(task.stageId()).hasToString("2.simulate");
        assertThat(task.stageId().task(17)).isEqualTo(task);
    }

    @Test
    void aStageMayBeCalledLikeAnAttempt() {
        AttemptId attempt = new TaskId(new JobId(1), "a1", 1).attempt(2);

        assertThat(AttemptId.parse(attempt.toString())).isEqualTo(attempt);
    }

    @Test
    void theLargestNumbersAreReadBack() {
        AttemptId attempt = new TaskId(new JobId(Long.MAX_VALUE), "main", Integer.MAX_VALUE).attempt(Integer.MAX_VALUE);

        assertThat(AttemptId.parse(attempt.toString())).isEqualTo(attempt);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "0", "-1", "1.5", "99999999999999999999", " 1"})
    void whatIsNoJobIsRefused(String text) {
        assertThatThrownBy(() -> JobId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "2.simulate", "2.simulate.", "2..17", "2.simulate.0", "2.a.b.17", "x.simulate.1"})
    void whatIsNoTaskIsRefused(String text) {
        assertThatThrownBy(() -> TaskId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".a1", "2.simulate.17", "2.simulate.17.a", "2.simulate.17.a0", "2.simulate.17.ax", "2.a1"})
    void whatIsNoAttemptIsRefused(String text) {
        assertThatThrownBy(() -> AttemptId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMessageShowsWhatOneLooksLike() {
        assertThatThrownBy(() -> TaskId.parse("seventeen")).hasMessageContaining("2.simulate.17");
        assertThatThrownBy(() -> AttemptId.parse("seventeen")).hasMessageContaining("2.simulate.17.a1");
        assertThatThrownBy(() -> JobId.parse("two")).hasMessageContaining("like 2");
    }

    @Test
    void jobsSortByNumberAndNotByText() {
        assertThat(Stream.of(10, 9, 100, 1).map(JobId::new).sorted())
                .extracting(JobId::number)
                .containsExactly(1L, 9L, 10L, 100L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "ü", "a.b", "line\n"})
    void aNodeIdIsLettersDigitsAndDashes(String text) {
        assertThatThrownBy(() -> new NodeId(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
