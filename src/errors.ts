/**
 * Thrown when the program cannot finish. Findings are values and never thrown.
 * `message` says what is wrong and where, `hint` what to do next.
 */
abstract class Failure extends Error {
  abstract readonly exitCode: 2 | 3;
  /** What to do next. Only git's own words may say it themselves. */
  readonly hint: string | undefined;

  constructor(
    message: string,
    options: { readonly hint: string | undefined; readonly cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint;
  }
}

/** The user asked for something that cannot be: flags, configuration, a missing revision. */
export class UsageError extends Failure {
  readonly exitCode = 2;
  declare readonly hint: string;

  constructor(message: string, options: { readonly hint: string; readonly cause?: unknown }) {
    super(message, options);
  }
}

/** git could not be run, or failed. */
export class GitError extends Failure {
  readonly exitCode = 3;
  /** What git itself said. */
  readonly said: string;

  constructor(message: string, options: { readonly said?: string; readonly hint?: string } = {}) {
    super(options.said ? `${message}: ${options.said}` : message, { hint: options.hint });
    this.said = options.said ?? "";
  }
}

/** A file could not be written, or changed while we worked. */
export class WriteError extends Failure {
  readonly exitCode = 3;
  declare readonly hint: string;

  constructor(message: string, options: { readonly hint: string; readonly cause?: unknown }) {
    super(message, options);
  }
}

/** Why a file that the user named cannot be read, in words. */
export function whyUnreadable(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  return code === "ENOENT" ? "there is no such file" : message;
}

export function isFailure(error: unknown): error is UsageError | GitError | WriteError {
  return error instanceof Failure;
}
