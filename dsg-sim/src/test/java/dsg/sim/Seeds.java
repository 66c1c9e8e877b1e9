// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

import java.util.stream.LongStream;

/// How many seeds the tests try: a few in every build, very many with `-Ddsg.all=true`.
final class Seeds {

    static final boolean ALL = Boolean.getBoolean("dsg.all");

    /// The most seeds within which a planted fault must be found.
    static final int FOR_A_PLANT = 200;

    private Seeds() {}

    static LongStream from(int first, int few, int many) {
        return LongStream.range(first, first + (ALL ? many : few));
    }
}
