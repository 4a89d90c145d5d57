import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { onTestFinished } from "vitest";

/** Debian's package, or what the environment names. */
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Tests are skipped without a browser; not where one is asked for. */
export const hasBrowser = existsSync(executablePath) || process.env.CI_BROWSER === "1";

if (!hasBrowser) {
  console.warn(
    `The tests in a browser are skipped: ${executablePath} is not there. apt-get install chromium, or CHROMIUM=<path>.`,
  );
}

/** Chromium with a profile of its own, which asks nobody for anything. */
export function openBrowser(): Promise<Browser> {
  const args = [
    ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
    ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  ];
  return chromium.launch({ executablePath, args });
}

export interface OpenPage {
  readonly page: Page;
  /** What the browser asked for beside the page, and what it complained of. */
  readonly complaints: readonly string[];
}

/** Opens a page, until the test ends, in a context of its own: nothing of another one counts. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", message => complaints.push(message.text()));
  page.on("pageerror", error => complaints.push(error.message));
  page.on("dialog", dialog => {
    complaints.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", request => {
    if (request.url() !== url.replace(/#.*/s, "")) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints };
}
