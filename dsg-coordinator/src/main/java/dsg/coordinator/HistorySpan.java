// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// How far back figures are asked for.
enum HistorySpan {
    HOUR("1h", Duration.ofHours(1)),
    SIX_HOURS("6h", Duration.ofHours(6)),
    DAY("24h", Duration.ofHours(24)),
    WEEK("7d", Duration.ofDays(7));

    private final String word;
    private final Duration length;

    HistorySpan(String word, Duration length) {
        this.word = word;
        this.length = length;
    }

    String word() {
        return word;
    }

    Duration length() {
        return length;
    }

    static List<String> words() {
        return Arrays.stream(values()).map(HistorySpan::word).toList();
    }

    static HistorySpan of(String word) {
        return Arrays.stream(values())
                .filter(span -> span.word.equals(word))
                .findFirst()
                .orElseThrow();
    }
}
