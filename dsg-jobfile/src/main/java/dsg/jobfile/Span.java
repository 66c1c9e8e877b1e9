// SPDX-License-Identifier: Apache-2.0
package dsg.jobfile;

/// A piece of the source: from `start` up to, not including, `end`, in chars.
record Span(int start, int end) {

    Span {
        end = Math.max(start, end);
    }
}
