// SPDX-License-Identifier: Apache-2.0
package dsg.tests;

/// A parser with a fault that a fuzzer has to find first: one that finds nothing proves nothing.
public final class PlantedCrash {

    private PlantedCrash() {}

    /// @param data what it cannot stand is a certain beginning, which chance alone would not hit in years
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length > 6 && data[0] == 'D' && data[1] == 'S' && data[2] == 'G' && data[3] == '!' && data[4] == 7) {
            throw new IllegalStateException("planted");
        }
    }
}
