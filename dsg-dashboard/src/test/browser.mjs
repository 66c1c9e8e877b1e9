// SPDX-License-Identifier: Apache-2.0
// A browser that does what it is told, for tests in another language: each line of standard input is a request
// {"do": NAME, ...} in JSON, each line of standard output its answer {"value"} or {"error"}.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const PATIENCE_MS = 15_000;
const BROKEN = { title: "This went wrong in the grid.", detail: "It is no mistake of yours.", mend: "Try again later." };
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath: process.argv[2], args: ["--no-sandbox"] });
const context = await browser.newContext({ reducedMotion: "reduce" });
context.setDefaultTimeout(PATIENCE_MS);
let page;
let complaints = [];
await anew();

/** Another tab, which knows nothing of the one before. */
async function anew() {
  await page?.close();
  page = await context.newPage();
  complaints = [];
  page.on("pageerror", (fault) => complaints.push(String(fault)));
  page.on("console", (message) => {
    // A grid that is away for a moment is no fault of the page.
    if (message.type() === "error" && !message.text().includes("net::ERR_")) {
      complaints.push(message.text());
    }
  });
}

const done = {
  anew,
  open: ({ url }) => page.goto(url),
  text: () => page.evaluate(() => document.body.innerText),
  url: () => page.url(),
  click: ({ role, name }) => page.getByRole(role, { name, exact: true }).click(),
  tap: ({ selector }) => page.locator(selector).first().click(),
  drag: async ({ from, to }) => {
    const middle = async (selector) => {
      const box = await page.locator(selector).boundingBox();
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    await page.locator(from).scrollIntoViewIfNeeded();
    await page.mouse.move(...(await middle(from)));
    await page.mouse.down();
    await page.mouse.move(...(await middle(to)), { steps: 5 });
    await page.mouse.up();
  },
  fill: ({ label, text }) => page.getByLabel(label, { exact: true }).fill(text),
  choose: ({ label, text }) => page.getByRole("combobox", { name: label, exact: true }).selectOption({ label: text }),
  pick: ({ label, files }) => page.locator(`input[type=file][aria-label="${label}"]`).setInputFiles(files),
  type: ({ text }) => page.keyboard.type(text),
  value: ({ label }) => page.getByLabel(label, { exact: true }).inputValue(),
  press: ({ key }) => page.keyboard.press(key),
  // What somebody hears who comes there with a screen reader, or nearly.
  focused: () =>
    page.evaluate(() => {
      const now = document.activeElement;
      return now?.ariaLabel ?? now?.labels?.[0]?.textContent ?? now?.textContent ?? "";
    }),
  count: ({ selector }) => page.locator(selector).count(),
  attribute: ({ selector, name }) => page.locator(selector).first().getAttribute(name),
  // A mark that a page has until it is loaded again.
  mark: () => page.evaluate(() => (window.marked = true)),
  isMarked: () => page.evaluate(() => window.marked === true),
  complaints: () => complaints,
  look: async ({ width, colours }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: colours });
  },
  isWiderThanItsWindow: () => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth),
  isTallerThanItsWindow: () => page.evaluate(() => document.documentElement.scrollHeight > window.innerHeight),
  // axe's rules of WCAG 2.2 A and AA, and its best practices.
  faults: async () => {
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document));
    return found.violations.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.id} (${rule.help}): ${node.html} ${node.failureSummary}`),
    );
  },
  picture: ({ file }) => page.screenshot({ path: file, fullPage: true }),
  // From now on REST answers with this status, or with 0 nothing at all; who is asking is told all the same.
  breaks: async ({ status }) => {
    await page.route(/\/api\/v1\/(?!me$)/, (route) =>
      status === 0
        ? route.abort("connectionrefused")
        : route.fulfill({ status, contentType: "application/problem+json", body: JSON.stringify(BROKEN) }),
    );
  },
  mends: () => page.unrouteAll(),
  // What a page of another origin gets that asks the grid, even with a token.
  fetched: ({ url, token }) =>
    page.evaluate(
      (asked) =>
        fetch(asked.url, { headers: { Authorization: `Bearer ${asked.token}` } }).then(
          (response) => `answered ${response.status}`,
          (fault) => `refused: ${fault}`,
        ),
      { url, token },
    ),
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    const value = await done[request.do](request);
    answer = { value: typeof value === "object" && !Array.isArray(value) ? null : (value ?? null) };
  } catch (fault) {
    answer = { error: String(fault) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
