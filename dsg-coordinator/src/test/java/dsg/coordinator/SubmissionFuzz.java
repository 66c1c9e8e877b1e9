// SPDX-License-Identifier: Apache-2.0
package dsg.coordinator;

/// Whatever is handed in, it is a submission or a problem for whoever sent it. Run by `FuzzTest` in `dsg-tests`.
public final class SubmissionFuzz {

    private SubmissionFuzz() {}

    /// @param data the body of a request
    public static void fuzzerTestOneInput(byte[] data) {
        try {
            SubmissionBody.read(data, null);
        } catch (HttpProblem _) {
            // told to the sender
        }
    }
}
