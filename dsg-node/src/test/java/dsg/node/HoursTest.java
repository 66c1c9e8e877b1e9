// SPDX-License-Identifier: Apache-2.0
package dsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HoursTest {

    /// 2026-11-23 is a Monday.
    @ParameterizedTest
    @CsvSource({
        "mon-fri 18:00-07:00, 2026-11-23T17:59:59, false",
        "mon-fri 18:00-07:00, 2026-11-23T18:00, true",
        "mon-fri 18:00-07:00, 2026-11-24T06:59:59, true",
        "mon-fri 18:00-07:00, 2026-11-24T07:00, false",
        // Friday's night ends on Saturday morning, and Sunday's is none.
        "mon-fri 18:00-07:00, 2026-11-28T06:59, true",
        "mon-fri 18:00-07:00, 2026-11-28T18:00, false",
        "mon-fri 18:00-07:00, 2026-11-23T06:59, false",
        "sat sun, 2026-11-28T00:00, true",
        "sat sun, 2026-11-29T23:59:59, true",
        "sat sun, 2026-11-30T00:00, false",
        "22:00-06:00, 2026-11-25T23:00, true",
        "22:00-06:00, 2026-11-25T05:00, true",
        "22:00-06:00, 2026-11-25T12:00, false",
        "9:00-24:00, 2026-11-25T23:59, true",
        "9:00-24:00, 2026-11-26T00:00, false",
        "sat-mon, 2026-11-30T12:00, true",
        "sat-mon, 2026-11-27T12:00, false",
        "MON 08:00-12:00, 2026-11-23T11:59, true"
    })
    void aPartOfTheWeekHasItsEdgesWhereItSays(String text, LocalDateTime moment, boolean inside) {
        assertThat(Hours.parse(text).orElseThrow().contains(moment)).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "monday",
                "25:00-26:00",
                "mon 8-12",
                "08:00-12:00 mon",
                "mon tue-",
                "8:00-9:00 9:00-10:00",
                "mon--fri"
            })
    void whatIsNoPartOfAWeekIsNotTakenForOne(String text) {
        assertThat(Hours.parse(text)).isEmpty();
    }

    @Test
    void theNextHourIsFoundAcrossTheWeekend() {
        List<Hours> nights = List.of(Hours.parse("mon-thu 18:00-07:00").orElseThrow());
        assertThat(Hours.next(nights, LocalDateTime.parse("2026-11-27T07:00:00")))
                .contains(LocalDateTime.parse("2026-11-30T18:00"));
        assertThat(Hours.next(List.of(), LocalDateTime.parse("2026-11-27T07:00:00")))
                .isEmpty();
    }
}
