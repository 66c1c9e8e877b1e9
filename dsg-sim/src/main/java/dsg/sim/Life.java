// SPDX-License-Identifier: Apache-2.0
package dsg.sim;

/// The life of a process, a run or the world: what was put on the agenda in a life dies with it.
final class Life {

    private boolean over;

    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }
}
