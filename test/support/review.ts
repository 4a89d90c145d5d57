import type { Run, TestRepository } from "./repository.ts";

/** What `review --format json` prints. */
export interface JsonReview {
  readonly range: string;
  readonly commits: readonly JsonCommit[];
  readonly summary: Readonly<Record<string, number>>;
  readonly unjudged: readonly string[];
}

export interface JsonCommit {
  readonly commit: string;
  readonly subject: string;
  readonly migrations: readonly {
    readonly from: string;
    readonly to: string;
    readonly evidence: { readonly kind: string; readonly file: string; readonly commit: string };
  }[];
  readonly followed: readonly JsonChange[];
  readonly leftBehind: readonly (JsonChange & {
    readonly line: number;
    readonly column: number;
    readonly stillLeftBehind: boolean;
    readonly followedIn: string | null;
  })[];
  readonly repointed: readonly JsonChange[];
}

export interface JsonChange {
  readonly session: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Runs `review`, and reads what it prints. */
export function review(
  repository: TestRepository,
  ...args: readonly string[]
): JsonReview & Pick<Run, "code" | "stderr"> {
  const { code, stdout, stderr } = repository.sa("review", ...args, "--format", "json");
  if (stdout === "") throw new Error(`exited with ${code}\n${stderr}`);
  return { code, stderr, ...(JSON.parse(stdout) as JsonReview) };
}

/** Each thing of a review as a line, under the commit that it belongs to. */
export function linesOf({ commits }: JsonReview): readonly string[] {
  return commits.flatMap(({ subject, migrations, followed, leftBehind, repointed }) => {
    const change = ({ session, from, to }: JsonChange): string => `${session} ${from} → ${to}`;
    return [
      ...migrations.map(({ from, to, evidence }) => `migrated ${from} → ${to} ${evidence.kind}`),
      ...followed.map(one => `followed ${change(one)}`),
      ...leftBehind.map(one => `${one.stillLeftBehind ? "left" : "left a while"} ${change(one)}`),
      ...repointed.map(one => `repointed ${change(one)}`),
    ].map(line => `${subject}: ${line}`);
  });
}
