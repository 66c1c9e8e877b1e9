// SPDX-License-Identifier: Apache-2.0
package dsg.wasm;

/// How a module has ended.
///
/// @param code with which this process ends
/// @param why in a few words that follow its name; empty where the module itself has chosen its exit code
record Ending(int code, String why) {

    /// It could not be run.
    static final int NOT_RUN = 126;

    /// It did something that WebAssembly forbids, or gave up: as a program that aborts.
    static final int TRAPPED = 134;

    /// It wanted more memory than it may have, and did not come to a good end: as a program that the kernel ends.
    static final int OUT_OF_MEMORY = 137;

    static Ending with(int code) {
        return new Ending(code, "");
    }

    static Ending notRun(String why) {
        return new Ending(NOT_RUN, why);
    }

    static Ending trapped(String why) {
        return new Ending(TRAPPED, why);
    }

    static Ending outOfMemory(long memoryMib) {
        return new Ending(
                OUT_OF_MEMORY,
                "wanted more memory than the " + memoryMib + " MiB that it may have; ask for more: memory: ...");
    }
}
