import { UsageError } from "../errors.ts";

/** What a push does to one ref of the receiving side. */
export interface PushedRef {
  /** As the receiving side calls it. */
  readonly ref: string;
  /** The object that it shall name: a commit or a tag as a rule. */
  readonly tip: string;
  /** The object that it names now; absent where the ref is new. */
  readonly old?: string;
}

/**
 * What git writes to `pre-push`: `<local ref> SP <local oid> SP <remote ref> SP <remote oid> LF`
 * (githooks). Deleted refs bring nothing and are left out.
 * @throws UsageError for anything else
 */
export function refsSent(input: string): readonly PushedRef[] {
  // The local "ref" is what the user typed, perhaps `:/some words`: only the rest has a fixed form.
  return parse(input, /^[\s\S]* (?<tip>[0-9a-f]+) (?<ref>[^ ]+) (?<old>[0-9a-f]+)$/);
}

// A name may hold what Unicode calls white space; git refuses ASCII's alone (git-check-ref-format).

/** What git writes to `pre-receive`: `<old oid> SP <new oid> SP <ref> LF`. See `refsSent`. */
export function refsReceived(input: string): readonly PushedRef[] {
  return parse(input, /^(?<old>[0-9a-f]+) (?<tip>[0-9a-f]+) (?<ref>[^ ]+)$/);
}

function parse(input: string, form: RegExp): readonly PushedRef[] {
  const lines = input.split("\n").filter(line => line !== "");
  return lines.flatMap((line): readonly PushedRef[] => {
    const { ref, tip, old } = form.exec(line)?.groups ?? {};
    if (ref === undefined || tip === undefined || old === undefined) {
      throw new UsageError(`git does not describe a pushed ref like this: ${line}`, {
        hint: "give the hook the standard input that git gives it",
      });
    }
    if (isNull(tip)) return [];
    return [isNull(old) ? { ref, tip } : { ref, tip, old }];
  });
}

/** Zeros stand for "no object", as many as an object ID is long. */
function isNull(oid: string): boolean {
  return /^0+$/.test(oid);
}
