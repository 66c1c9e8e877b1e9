// SPDX-License-Identifier: Apache-2.0
// oxlint-disable-next-line import/no-named-as-default -- its types know no other
import qrcode from "qrcode-generator";

/** The light modules around it that readers want. */
const QUIET = 4;

/** A text as a QR code (ISO/IEC 18004), dark on light whatever the theme: readers want it so. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const code = qrcode(0, "L");
  code.addData(text, "Byte");
  code.make();
  const size = code.getModuleCount();
  let path = "";
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (code.isDark(y, x)) {
        path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`;
      }
    }
  }
  const whole = size + 2 * QUIET;
  return (
    <svg className="qr" viewBox={`0 0 ${whole} ${whole}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={whole} height={whole} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
