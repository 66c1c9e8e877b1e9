// SPDX-License-Identifier: Apache-2.0
package dsg.core;

import dsg.model.JobId;
import java.util.List;

/// A name for each job that people can say and remember: an adjective and a bird, from the job's number.
public final class Nicknames {

    private static final List<String> ADJECTIVES = List.of(
            "calm", "brave", "quick", "quiet", "bright", "gentle", "bold", "clever", "early", "fair", "glad", "keen",
            "kind", "lively", "lucky", "merry", "neat", "noble", "patient", "proud", "ready", "shy", "silent", "sturdy",
            "sunny", "swift", "tidy", "warm", "wild", "wise", "young");

    private static final List<String> BIRDS = List.of(
            "heron",
            "tern",
            "finch",
            "robin",
            "wren",
            "swift",
            "crane",
            "stork",
            "plover",
            "lark",
            "swallow",
            "kestrel",
            "puffin",
            "magpie",
            "jay",
            "owl",
            "thrush",
            "siskin",
            "dipper",
            "gannet",
            "curlew",
            "avocet",
            "bittern",
            "dunlin",
            "egret",
            "godwit",
            "hoopoe",
            "kite",
            "linnet",
            "martin",
            "nuthatch",
            "osprey");

    private Nicknames() {}

    /// Job 1 is `calm-heron`, job 2 `brave-tern`; 992 jobs have names of their own before they come again.
    public static String of(JobId job) {
        // 31 and 32 have no common divisor, so the pairs run through all combinations.
        int place = (int) ((job.number() - 1) % (31 * 32));
        return ADJECTIVES.get(place % ADJECTIVES.size()) + "-" + BIRDS.get(place % BIRDS.size());
    }
}
