// SPDX-License-Identifier: Apache-2.0
// Looks at the page and keeps what it sees: for pictures.sh, which makes what there is to see.
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
const { chromium } = createRequire(new URL("../dsg-dashboard/package.json", import.meta.url))("playwright-core");

const [what, out, origin, token, sir, gw, melting, drift] = process.argv.slice(2);
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--font-render-hinting=none"] });

async function tab(colorScheme, width, height, deviceScaleFactor) {
  const context = await browser.newContext({ colorScheme, deviceScaleFactor, viewport: { width, height }, reducedMotion: "reduce" });
  await context.addInitScript((secret) => sessionStorage.setItem("dsg-token", secret), token);
  return context.newPage();
}

/** Opens a page, does what is to be done there, and waits until all of it stands. */
async function look(page, path, act) {
  await page.goto(origin + path);
  await page.waitForSelector("h1");
  await page.waitForTimeout(1_500);
  await act?.(page);
  await page.waitForTimeout(500);
}

/** The same picture as WebP, which the browser itself can write. */
async function webp(png) {
  const page = await browser.newPage();
  const url = await page.evaluate(async (from) => {
    const image = await createImageBitmap(await (await fetch(from)).blob());
    const canvas = document.createElement("canvas");
    canvas.width = image.width;
    canvas.height = image.height;
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.9);
  }, `data:image/png;base64,${png.toString("base64")}`);
  await page.close();
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
}

const press = (name) => (page) => page.getByRole("button", { name, exact: true }).first().click();
const choose = (name) => async (page) => {
  await press(name)(page);
  await page.waitForTimeout(1_500);
};
const makeCode = press("Make a code");

const PAGES = [
  ["overview", "/"],
  ["wall", "/?wall"],
  ["jobs", "/jobs"],
  ["job-live", `/jobs/${drift}`],
  ["job-graph", `/jobs/${sir}`],
  ["job-failed", `/jobs/${melting}`],
  ["job-search", `/jobs/${gw}`],
  ["job-table", `/jobs/${sir}?view=table`],
  ["tasks", `/jobs/${sir}?tab=tasks&stage=simulate`],
  ["task", `/jobs/${melting}?tab=tasks&stage=main&task=7`],
  ["timeline", `/jobs/${sir}?tab=timeline&stage=simulate`],
  ["logs", `/jobs/${drift}?tab=logs&stage=drift&task=14`],
  ["outputs", `/jobs/${sir}?tab=outputs`, press("As a picture")],
  ["outputs-search", `/jobs/${gw}?tab=outputs`],
  ["file", `/jobs/${sir}?tab=file`],
  ["compare", `/jobs/${sir}?tab=compare&with=${gw}`],
  ["nodes", "/nodes"],
  ["node", "/nodes/den"],
  ["data", "/data"],
  ["submit", "/submit"],
  ["submit-sweep", "/submit", choose("A sweep with a parameter")],
  ["join", "/join", makeCode],
  ["look", "/settings"],
  ["people", "/settings?tab=people"],
  ["health", "/settings?tab=health"],
];

// Of the documents: name, address, colours, width, height, what is done first.
const DOCUMENTS = [
  ["overview-light", "/", "light", 1100, 800],
  ["overview-dark", "/", "dark", 1100, 800],
  ["failure", `/jobs/${melting}`, "light", 1100, 800],
  ["map", `/jobs/${sir}?tab=outputs`, "dark", 1100, 800, press("As a picture")],
  ["submit", "/submit", "light", 1100, 800, choose("A sweep with a parameter")],
  ["node", "/nodes/den", "light", 1100, 800],
  ["wall", "/?wall", "dark", 1100, 620, (page) => page.waitForSelector("img.picture")],
  ["telephone", "/", "dark", 400, 800],
];

/** Every page, in these colours at this width. */
async function lookAtAll(colours, width) {
  const page = await tab(colours, width, 900, 1);
  for (const [name, path, act] of PAGES) {
    await look(page, path, act).catch((fault) => console.error(`${name}: ${fault}`));
    await page.screenshot({ path: join(out, `${name}-${colours}-${width}.png`), fullPage: true });
  }
  await page.context().close();
}

/** The pictures of the documents. */
async function document(folder) {
  mkdirSync(folder, { recursive: true });
  for (const [name, path, colours, width, height, act] of DOCUMENTS) {
    const page = await tab(colours, width, height, 1.5);
    await look(page, path, act);
    const png = await page.screenshot();
    if (process.env.PNG !== undefined) {
      writeFileSync(join(process.env.PNG, `${name}.png`), png);
    }
    const picture = await webp(png);
    writeFileSync(join(folder, `${name}.webp`), picture);
    console.log(`${name}.webp ${Math.round(picture.length / 1024)} KiB`);
    await page.context().close();
  }
}

if (what === "all") {
  await document(join(out, "documents"));
  await Promise.all(["light", "dark"].flatMap((colours) => [360, 1024, 1600].map((width) => lookAtAll(colours, width))));
} else {
  await document(out);
}
await browser.close();
