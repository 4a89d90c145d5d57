import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasBrowser, openBrowser, openPage } from "../support/browser.ts";
import { isGitBefore } from "../support/git-version.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { toldReview } from "../support/told-review.ts";

let browser: Browser;
let folder: string;

beforeAll(async () => {
  if (!hasBrowser) return;
  folder = mkdtempSync(join(tmpdir(), "session-assoc-page-"));
  browser = await openBrowser();
});

afterAll(async () => {
  if (!hasBrowser) return;
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

const phone = { width: 360, height: 740 };
const desk = { width: 1280, height: 900 };

/** The address of the page of a review, made once. */
const told = pageOf("told", () => ({ repository: toldReview(), range: "start..main" }));
const hostile = pageOf("hostile", () => ({ repository: hostileRepository(), range: hostileRange }));

function pageOf(
  name: string,
  tell: () => { readonly repository: TestRepository; readonly range: string },
): () => string {
  let url: string | undefined;
  return () => {
    if (url !== undefined) return url;
    const { repository, range } = tell();
    const { stdout, stderr } = repository.sa("review", range, "--format", "html");
    expect(stderr).toBe("");
    const file = join(folder, `${name}.html`);
    writeFileSync(file, stdout);
    url = pathToFileURL(file).href;
    return url;
  };
}

const hostileRange = "start..a<script>canary()</script>";

/** Names as they stand in double quotes of YAML. */
const hostileNames = [
  "<script>canary()</script>",
  '\\"><img src=x onerror=canary()>',
  "</script></style></title><svg onload=canary()>",
  "safe\\u202Etxt.exe\\u0007",
  "<a href=javascript:canary()>&lt;b&gt;`$",
  "long".repeat(1500),
];
const hostileId = `x"onfocus=canary()autofocus'<b>`;

function hostileRepository(): TestRepository {
  const record = (name: string, backend: string): string => {
    const id = JSON.stringify(`${backend}#${hostileId}`);
    return `- session: "${name}"\n  taskId: ${id}\n  # </pre>${name}\n`;
  };
  const sessions = (backendOf: (name: string) => string) =>
    hostileNames.map(name => record(name, backendOf(name))).join("");
  const taskFile = (backend: string, more = "") => ({
    "tasks/evil.yaml": `id: ${JSON.stringify(`${backend}#${hostileId}`)}\n${more}`,
  });
  const file = "sessions/<img src=x onerror=canary()>.yaml";
  const repository = createRepository(
    { [file]: sessions(() => "md"), ...taskFile("md"), "tasks/long.yaml": "id: md#1\n" },
    { hooks: [] },
  );
  repository.git("tag", "start");
  const longBackend = "long-backend-".repeat(20);
  repository.commit("<script>canary()</script> \u202e", {
    ...taskFile("mt", `migratedFrom: ${JSON.stringify(`md#${hostileId}`)}\n`),
    "tasks/long.yaml": `id: ${longBackend}#1\nmigratedFrom: [md#1]\n`,
  });
  const followers = new Set(hostileNames.slice(0, 4));
  repository.commit('"><img src=x onerror=canary()>', {
    [file]: sessions(name => (followers.has(name) ? "mt" : "md")),
  });
  repository.git("branch", "a<script>canary()</script>");
  return repository;
}

const shownItems = (page: Page) => page.locator(".commit li:visible").count();
const openAll = (page: Page) =>
  page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");

// A story with merges is told in full by git 2.39 and newer.
describe.skipIf(!hasBrowser || isGitBefore(39))("the page of a review", () => {
  test("loads nothing, and the browser has nothing to complain of", async () => {
    const { page, complaints } = await openPage(browser, told());
    await openAll(page);
    expect(await page.title()).toBe("1 session left behind: review of start..main");
    expect(await page.locator("#filter").isVisible()).toBe(true);
    expect(complaints).toEqual([]);
  });

  test("tells the same numbers in its summary, its filter and its list", async () => {
    const { page } = await openPage(browser, told());
    const figures = await page.locator("dl > div").allTextContents();
    expect(figures).toEqual([
      "migrations4",
      "sessions followed5",
      "still left behind1",
      "left behind for a while2",
      "repointed by hand2",
    ]);
    const boxes = await page.locator("fieldset label").allTextContents();
    expect(boxes.map(text => text.trim())).toEqual([
      ...["migrated 4", "followed 5", "left behind 3", "by hand 2"],
    ]);
    expect(await shownItems(page)).toBe(14);
    expect(await page.locator("#shown").textContent()).toBe("All of 14 items in 8 commits");
    expect(await page.locator(".flow tbody tr").allTextContents()).toEqual([
      ...["mdmt130", "ghmt120", "jsonmt101", "mdgh100"],
    ]);
  });

  test("is filtered by kind, backend and text, and says how much is left", async () => {
    const { page } = await openPage(browser, told());
    const shown = page.locator("#shown");
    await page.getByRole("checkbox", { name: /^migrated/ }).uncheck();
    expect(await shown.textContent()).toBe("10 of 14 items in 8 commits");
    await page.getByLabel("Backend").selectOption("json");
    expect(await shown.textContent()).toBe("1 of 14 items in 1 commit");
    expect(await page.locator(".commit li:visible b").textContent()).toBe("measure");
    expect(await page.locator(".commit:visible").count()).toBe(1);
    await page.getByLabel("Session, task, file or commit").fill("LOGIN");
    expect(await shown.textContent()).toBe("0 of 14 items");
    await page.getByLabel("Backend").selectOption("");
    expect(await shown.textContent()).toBe("2 of 14 items in 2 commits");
    await page.getByRole("button", { name: "Show everything" }).click();
    expect(await shown.textContent()).toBe("All of 14 items in 8 commits");
    expect(await page.evaluate("location.href")).toBe(told());
  });

  test("is used with the keyboard alone, and shows where the focus is", async () => {
    const { page } = await openPage(browser, told());
    await page.locator("fieldset input").first().focus();
    await page.keyboard.press("Space");
    expect(await shownItems(page)).toBe(10);
    const outline = (selector: string) =>
      page.evaluate(`getComputedStyle(document.querySelector("${selector}")).outlineStyle`);
    expect(await outline("fieldset label")).toBe("solid");
    for (let i = 0; i < 4; i++) await page.keyboard.press("Tab");
    await page.keyboard.type("m");
    expect(await page.locator("select").inputValue()).toBe("md");
    await page.keyboard.press("Tab");
    await page.keyboard.type("reset");
    expect(await page.locator("#shown").textContent()).toBe("2 of 14 items in 2 commits");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.locator("li:visible details[open]").count()).toBe(1);
    expect(await outline("summary:focus")).toBe("solid");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.localName")).toBe("a");
  });

  test("keeps the choice in its address, and gives it back", async () => {
    const { page } = await openPage(browser, told());
    await page.getByRole("checkbox", { name: /^followed/ }).uncheck();
    await page.getByLabel("Session, task, file or commit").fill("a&b #1");
    expect(await page.evaluate("location.hash")).toBe(
      "#kind=migrated+left-behind+by-hand&text=a%26b+%231",
    );
    const again = await openPage(browser, `${told()}#kind=left-behind&backend=md`);
    expect(await again.page.locator("#shown").textContent()).toBe("2 of 14 items in 2 commits");
    expect(await again.page.getByLabel("Backend").inputValue()).toBe("md");
    expect(await again.page.getByRole("checkbox", { name: /^followed/ }).isChecked()).toBe(false);
    const unknown = await openPage(browser, `${told()}#backend=none&kind=`);
    expect(await unknown.page.locator("#shown").textContent()).toBe("0 of 14 items");
    expect(again.complaints).toEqual([]);
  });

  test("shows the commit that a link leads to, though the choice has hidden it", async () => {
    const { page } = await openPage(browser, `${told()}#text=fix-logout&kind=left-behind`);
    await page.locator(".commit li:visible summary").click();
    await page.locator(".commit li:visible a").click();
    const target = page.locator(":target h3");
    expect(await target.textContent()).toContain("Let the logout session follow");
    expect(await target.isVisible()).toBe(true);
    expect(await shownItems(page)).toBe(14);
  });

  test("shows everything without JavaScript, and no filter that would do nothing", async () => {
    const { page } = await openPage(browser, told(), { javaScriptEnabled: false });
    expect(await page.locator(".commit li:visible").count()).toBe(14);
    expect(await page.locator("#filter").isVisible()).toBe(false);
    await page.locator("summary").first().click();
    expect(await page.locator("pre:visible").first().textContent()).toContain("+ id: mt#1");
  });

  test("prints the lines behind everything, and no filter", async () => {
    const { page } = await openPage(browser, told());
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("#filter").isVisible()).toBe(false);
    const heights = await page
      .locator("pre")
      .evaluateAll(all =>
        all.map(one => (one as unknown as { readonly offsetHeight: number }).offsetHeight),
      );
    expect(heights.length).toBeGreaterThan(14);
    expect(Math.min(...heights)).toBeGreaterThan(20);
  });

  test("does not scroll sideways on a phone", async () => {
    for (const url of [told(), hostile()]) {
      const { page } = await openPage(browser, url, { viewport: phone });
      await openAll(page);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(phone.width);
      expect(await page.locator("svg.narrow").isVisible()).toBe(true);
      expect(await page.locator("svg.wide").isVisible()).toBe(false);
    }
  });

  test.each([
    { viewport: phone, colorScheme: "light" },
    { viewport: phone, colorScheme: "dark" },
    { viewport: desk, colorScheme: "light" },
    { viewport: desk, colorScheme: "dark" },
  ] as const)("has no barrier that axe knows, $viewport.width $colorScheme", async options => {
    const { page } = await openPage(browser, told(), { ...options, bypassCSP: true });
    await openAll(page);
    // axe compares places, and what is not drawn yet has none.
    await page.addStyleTag({ content: ".commit { content-visibility: visible !important }" });
    await page.evaluate(axe.source);
    const found = (await page.evaluate("axe.run()")) as axe.AxeResults;
    expect(found.passes.length).toBeGreaterThan(20);
    expect(
      found.violations.map(({ id, nodes }) => [
        id,
        nodes.map(({ html, any }) => [html, any[0]?.message]),
      ]),
    ).toEqual([]);
    const pairs = (await page.evaluate(`(${contrasts})()`)) as readonly (readonly [
      string,
      number,
    ])[];
    expect(new Set(pairs.map(([name]) => name)).size).toBeGreaterThan(15);
    expect(pairs.filter(([, ratio]) => ratio < 4.5)).toEqual([]);
  });

  test("moves nothing for those who asked for that", async () => {
    const { page } = await openPage(browser, told(), { reducedMotion: "reduce" });
    const moving = `getComputedStyle(document.querySelector("summary"), "::before")`;
    expect(await page.evaluate(`${moving}.transitionDuration`)).toBe("0s");
  });

  test("shows hostile names as text, and runs nothing of them", async () => {
    for (const bypassCSP of [false, true]) {
      const { page, complaints } = await openPage(browser, "about:blank", { bypassCSP });
      await page.addInitScript("window.calls = 0; window.canary = () => { window.calls += 1; }");
      await page.goto(hostile());
      await openAll(page);
      await page.mouse.move(300, 300);
      expect(await page.evaluate("window.calls")).toBe(0);
      const strange = "img, iframe, script:not(body > script:last-child), [onerror], [onload]";
      expect(await page.locator(strange).count()).toBe(0);
      expect(await page.locator("a:not([href^='#commit-'])").count()).toBe(0);
      expect(complaints.filter(one => !one.endsWith("hostile.html"))).toEqual([]);
      const text = (await page.locator("header, main").allTextContents()).join();
      expect(await shownItems(page)).toBe(2 + hostileNames.length + 4);
      expect(text).toContain("Review of start..a<script>canary()</script>");
      expect(text).toContain('"><img src=x onerror=canary()>');
      expect(text).toContain("</script></style></title><svg onload=canary()>");
      expect(text).toContain("safe\\u{202e}txt.exe\\u{7}");
      expect(text).not.toMatch(/[\u202e\u0007]/);
    }
  });
});

/** In the page: the contrast of all visible text with what is behind it. */
const contrasts = `() => {
  const parse = color => color.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = element => {
    for (let one = element; one !== null; one = one.parentElement) {
      const color = parse(getComputedStyle(one).backgroundColor);
      if (color[3] !== 0) return color;
    }
    throw new Error("the page has no colour of its own");
  };
  const pairs = [];
  for (const element of document.querySelectorAll("body *:not(svg *, script, .heard)")) {
    const hasText = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim() !== "");
    if (!hasText || !element.checkVisibility()) continue;
    const [a, b] = [parse(getComputedStyle(element).color), behind(element)].map(luminance);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    pairs.push([element.localName + "." + element.className, ratio]);
  }
  return pairs;
}`;
