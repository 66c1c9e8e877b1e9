// SPDX-License-Identifier: Apache-2.0
// What the page costs whoever looks at it: run by page.py with one argument, JSON; each line that it prints is
// {"case", "value"} in JSON.
import { createRequire } from "node:module";
const { chromium } = createRequire(new URL("../dsg-dashboard/package.json", import.meta.url))("playwright-core");

const { program, origin, token, job, loads, hour } = JSON.parse(process.argv[2]);
const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--enable-precise-memory-info"] });
const tell = (name, value) => process.stdout.write(`${JSON.stringify({ case: name, value })}\n`);
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** A tab that is logged in, in a browser that has never been here. */
async function tab() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  await context.addInitScript((secret) => sessionStorage.setItem("dsg-token", secret), token);
  const page = await context.newPage();
  return { context, page };
}

/** Milliseconds from the beginning of a load until the first content, and until what is asked for stands there. */
async function load(path, there) {
  const first = [];
  const whole = [];
  for (let i = 0; i < loads; i++) {
    const { context, page } = await tab();
    await page.addInitScript((wanted) => {
      const look = () => {
        const found = [...document.querySelectorAll(wanted)].some((one) => one.checkVisibility());
        return found ? requestAnimationFrame(() => (window.thereAt = performance.now())) : requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }, there);
    await page.goto(origin + path);
    await page.waitForFunction(() => window.thereAt !== undefined);
    const [fcp, all] = await page.evaluate(() => [
      performance.getEntriesByName("first-contentful-paint")[0].startTime,
      window.thereAt,
    ]);
    first.push(fcp);
    whole.push(all);
    await context.close();
  }
  tell(`${path}: first contentful paint`, median(first));
  tell(`${path}: all is there`, median(whole));
}

/** From a key or a click to the next paint, of each that is made; as INP counts it, in steps of 8 ms. */
async function delays(path, acts) {
  const { context, page } = await tab();
  await page.addInitScript(() => {
    window.delays = new Map();
    new PerformanceObserver((list) => {
      for (const one of list.getEntries()) {
        if (one.interactionId > 0) {
          window.delays.set(one.interactionId, Math.max(one.duration, window.delays.get(one.interactionId) ?? 0));
        }
      }
    }).observe({ type: "event", durationThreshold: 16, buffered: true });
  });
  await page.goto(origin + path);
  await page.waitForTimeout(3_000);
  let made = 0;
  for (const act of acts) {
    await act(page);
    made++;
    await page.waitForTimeout(700);
  }
  const found = await page.evaluate(() => [...window.delays.values()]);
  await context.close();
  return { found, made };
}

const key = (name) => (page) => page.keyboard.press(name);
const click = (role, name) => (page) => page.getByRole(role, { name, exact: true }).first().click();

await load("/", ".health");
await load("/nodes", "tbody tr");
await load(`/jobs/${job}`, "section.panel");
await load(`/jobs/${job}?tab=tasks`, "tbody tr");
await load(`/jobs/${job}?tab=timeline`, ".timeline");

const overview = await delays("/", [
  ...Array.from({ length: 8 }, () => key("j")),
  click("link", "Jobs"), key("/"), key("p"), key("a"), key("Escape"),
  click("link", "Nodes"), key("/"), key("p"), key("c"), key("Escape"), key("j"), key("Enter"),
  click("link", "Overview"), key("?"), key("Escape"),
]);
const ofJob = await delays(`/jobs/${job}`, [
  click("link", "Timeline"), click("link", "View as table"), click("link", "Logs"), click("link", "Outputs"),
  click("link", "Compare"), click("link", "Graph"), click("link", "Overview"),
]);
const all = [...overview.found, ...ofJob.found];
const quick = overview.made + ofJob.made - all.length; // those under 16 ms are not even listed
tell("interactions", overview.made + ofJob.made);
tell("interaction delay, p50", median([...all, ...Array(Math.max(0, quick)).fill(8)]));
tell("interaction delay, longest", Math.max(8, ...all));

// What a tab is sent while nobody touches it.
{
  const { context, page } = await tab();
  const wire = await context.newCDPSession(page);
  let bytes = 0;
  await wire.send("Network.enable");
  wire.on("Network.dataReceived", (one) => (bytes += one.encodedDataLength || one.dataLength));
  await page.goto(origin);
  await page.waitForTimeout(5_000);
  const before = bytes;
  await page.waitForTimeout(20_000);
  tell("bytes a second", (bytes - before) / 20);
  await context.close();
}

// An hour of what the stream says, as fast as the page takes it: what comes in some seconds, again and again.
{
  const { context, page } = await tab();
  await page.addInitScript(() => {
    const real = window.fetch;
    window.pieces = [];
    window.fetch = async (path, options) => {
      const response = await real(path, options);
      if (!String(path).includes("/events?") || !response.ok) {
        return response;
      }
      const reader = response.body.getReader();
      const body = new ReadableStream({
        start: async (to) => {
          window.say = (piece) => to.enqueue(piece);
          for (let read = await reader.read(); !read.done; read = await reader.read()) {
            window.pieces.push(read.value);
            to.enqueue(read.value);
          }
        },
      });
      return new Response(body, { status: response.status, headers: response.headers });
    };
  });
  const wire = await context.newCDPSession(page);
  await wire.send("Performance.enable");
  const heap = async () => {
    await wire.send("HeapProfiler.collectGarbage");
    const { metrics } = await wire.send("Performance.getMetrics");
    const of = (name) => metrics.find((one) => one.name === name).value;
    return { mib: of("JSHeapUsedSize") / 1024 / 1024, nodes: of("Nodes") };
  };
  await page.goto(origin);
  await page.waitForSelector(".health");
  await page.waitForTimeout(8_000);
  await page.evaluate(() => (window.pieces.length = 0)); // what is told at the beginning
  const seconds = 10;
  await page.waitForTimeout(seconds * 1_000);
  const before = await heap();
  const began = Date.now();
  const pieces = await page.evaluate(async (rounds) => {
    const pieces = [...window.pieces];
    for (let round = 0; round < rounds; round++) {
      for (const piece of pieces) {
        window.say(piece.slice());
        await new Promise((done) => setTimeout(done, 0));
      }
    }
    window.pieces.length = 0;
    return pieces.length * rounds;
  }, Math.round((hour ?? 3600) / seconds));
  const took = (Date.now() - began) / 1000;
  await page.waitForTimeout(2_000);
  const after = await heap();
  tell("pieces of an hour", pieces);
  tell("seconds for an hour", took);
  tell("memory before", before.mib);
  tell("memory after", after.mib);
  tell("elements before", before.nodes);
  tell("elements after", after.nodes);
  await context.close();
}
await browser.close();
