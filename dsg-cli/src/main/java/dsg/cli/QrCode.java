// SPDX-License-Identifier: Apache-2.0
package dsg.cli;

import java.util.ArrayList;
import java.util.List;

/// A text as a QR code (ISO/IEC 18004) for the terminal: two rows of modules a line, dark on light whatever the
/// terminal's colours are.
final class QrCode {

    /// The light modules around it that readers want.
    private static final int QUIET = 2;

    private static final String DARK_ON_LIGHT = "\u001b[30;107m";
    private static final String PLAIN = "\u001b[0m";

    private QrCode() {}

    static List<String> lines(String text) {
        io.nayuki.qrcodegen.QrCode code =
                io.nayuki.qrcodegen.QrCode.encodeText(text, io.nayuki.qrcodegen.QrCode.Ecc.LOW);
        List<String> lines = new ArrayList<>();
        for (int y = -QUIET; y < code.size + QUIET; y += 2) {
            StringBuilder line = new StringBuilder(DARK_ON_LIGHT);
            for (int x = -QUIET; x < code.size + QUIET; x++) {
                boolean upper = code.getModule(x, y);
                boolean lower = code.getModule(x, y + 1);
                line.append(upper ? lower ? '█' : '▀' : lower ? '▄' : ' ');
            }
            lines.add(line.append(PLAIN).toString());
        }
        return lines;
    }
}
