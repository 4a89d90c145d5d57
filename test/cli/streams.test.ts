import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { colorsFor, progressOn } from "../../src/cli/streams.ts";

/** As much of a terminal's stream as is used. */
function fakeStream(isTTY: boolean) {
  const written: string[] = [];
  const stream = { isTTY, write: (text: string) => written.push(text) > 0 };
  return { stream: stream as unknown as NodeJS.WriteStream, written };
}

describe("progress", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("is shown on a terminal once reading takes longer than half a second, and wiped away", () => {
    const { stream, written } = fakeStream(true);
    const progress = progressOn(stream);
    vi.advanceTimersByTime(499);
    progress.onProgress(1, 9);
    expect(written).toEqual([]);
    vi.advanceTimersByTime(1);
    progress.onProgress(2, 9);
    expect(written).toEqual(["\r\x1b[Kreading sessions and tasks: 2 of 9 files"]);
    progress.done();
    expect(written.at(-1)).toBe("\r\x1b[K");
  });

  test("says nothing when reading was quick, or when nobody looks", () => {
    const [terminal, pipe] = [fakeStream(true), fakeStream(false)];
    const progress = [progressOn(terminal.stream), progressOn(pipe.stream)];
    progress[0]?.onProgress(9, 9);
    vi.advanceTimersByTime(10_000);
    progress[1]?.onProgress(1, 9);
    for (const { done } of progress) done();
    expect([...terminal.written, ...pipe.written]).toEqual([]);
  });
});

describe("colours", () => {
  test.each([
    ["on a terminal", true, {}, undefined, true],
    ["not in a pipe", false, {}, undefined, false],
    ["not with NO_COLOR", true, { NO_COLOR: "1" }, undefined, false],
    ["with FORCE_COLOR", false, { FORCE_COLOR: "1" }, undefined, true],
    ["not with FORCE_COLOR=0", true, { FORCE_COLOR: "0" }, undefined, false],
    ["not on a dumb terminal", true, { TERM: "dumb" }, undefined, false],
    ["with --color, whatever else", false, { NO_COLOR: "1" }, true, true],
    ["not with --no-color, whatever else", true, { FORCE_COLOR: "1" }, false, false],
  ])("are used %s", (_, isTTY, environment, flag, expected) => {
    const colors = colorsFor(fakeStream(isTTY).stream, environment, flag);
    expect(colors.red("x") !== "x").toBe(expected);
  });
});
