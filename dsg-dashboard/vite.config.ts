// SPDX-License-Identifier: Apache-2.0
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// One script, one style sheet, nothing inline: the coordinator's Content-Security-Policy allows no more.
export default defineConfig({
  root: "src/main/web",
  base: "/",
  plugins: [react()],
  build: {
    outDir: "../../../target/classes/dsg/dashboard",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2023",
    reportCompressedSize: false,
  },
  server: { proxy: { "/api": "http://127.0.0.1:7300" } },
  test: { root: ".", include: ["src/test/web/**/*.test.ts"] },
});
