import type { CheckResult } from "../check.ts";
import type { Repository } from "../git/repository.ts";
import type { Fix } from "../model/verdict.ts";

/** What a hook is given; `cli` builds it. */
export interface HookContext {
  readonly repository: Repository;
  readonly environment: NodeJS.ProcessEnv;
  readonly report: HookReport;
  /** All that git writes to the hook's standard input; read once. */
  input(): Promise<string>;
}

/** Where a hook's words go. Everything a hook says goes to stderr (CONTRACT section 5). */
export interface HookReport {
  /** Findings and fixes, in the form that `check` and `fix` print. */
  findings(result: CheckResult, fixes: readonly Fix[]): Promise<void>;
  /** One line for people: what was done, or what to type next. */
  say(line: string): void;
}

/** A git hook: returns the exit code. 0 lets git go on. */
export type Hook = (context: HookContext, args: readonly string[]) => Promise<0 | 1>;
