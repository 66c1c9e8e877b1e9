// SPDX-License-Identifier: Apache-2.0
package dsg.wasm;

import run.endive.runtime.Memory;
import run.endive.runtime.WasmRuntimeException;

/// How much memory a module may have, and whether it has wanted more.
final class Allowance {

    /// The module wants more than it may have before it has begun.
    static final class TooLittleException extends WasmRuntimeException {
        private static final long serialVersionUID = 1;

        TooLittleException(String message) {
            super(message);
        }
    }

    private static final long PAGES_A_MIB = (1 << 20) / Memory.PAGE_SIZE;

    private final long memoryMib;
    private final long pagesMost;
    private long pages;
    private boolean wasRefused;

    Allowance(long memoryMib) {
        this.memoryMib = memoryMib;
        this.pagesMost = Math.min(memoryMib, Memory.RUNTIME_MAX_PAGES / PAGES_A_MIB) * PAGES_A_MIB;
    }

    /// What a memory begins with.
    ///
    /// @throws TooLittleException if that is too much
    void begin(int wanted) {
        if (!take(wanted)) {
            throw new TooLittleException("needs " + Math.ceilDiv(wanted, PAGES_A_MIB)
                    + " MiB to begin with, and may have " + memoryMib + " MiB; ask for more: memory: ...");
        }
    }

    /// Whether it may have so many pages more; if so, it has them.
    boolean take(int more) {
        if (more < 0 || pages + more > pagesMost) {
            wasRefused = true;
            return false;
        }
        pages += more;
        return true;
    }

    /// What was taken could not be had.
    void giveBack(int taken) {
        pages -= taken;
    }

    boolean wasRefused() {
        return wasRefused;
    }

    long memoryMib() {
        return memoryMib;
    }
}
