// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

/// What `dsg` ends with; scripts rely on these numbers.
final class ExitStatus {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int JOB_FAILED = 3;
    static final int NOT_FOUND = 4;
    static final int NOT_REACHABLE = 5;
    static final int NOT_ALLOWED = 6;
    static final int INVALID_JOB_FILE = 7;
    static final int DOES_NOT_FIT = 8;
    static final int TIMEOUT = 124;
    static final int INTERRUPTED = 130;

    private ExitStatus() {}
}
