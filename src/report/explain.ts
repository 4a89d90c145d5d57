import wrapAnsi from "wrap-ansi";
import { renderFilesDiff } from "./files-diff.ts";
import { toJson } from "./json-pieces.ts";
import { pages } from "./pages/index.ts";
import { type RuleCode, rules } from "./rules.ts";
import type { Colors } from "./text.ts";

const codes = Object.keys(rules) as readonly RuleCode[];

/** Codes of `review` are notes, which no configuration makes better or worse. */
const isConfigurable = (code: RuleCode): boolean => rules[code].level !== "note";

/** A line for each code: what `explain` can explain. */
export function renderCodesText(colors: Colors): string {
  const width = Math.max(...codes.map(code => code.length));
  const lines = codes.map(code => `${colors.bold(code.padEnd(width))}  ${rules[code].title}`);
  return `${lines.join("\n")}\n\n${colors.cyan("next:")} npx session-assoc explain <code>\n`;
}

export function renderCodesJson(): string {
  return toJson({ codes: codes.map(code => ({ code, title: rules[code].title })) });
}

/**
 * The page of a code: what it means, how it comes about, an example, and how to get out.
 * @param width of the terminal; lines of prose are never longer than 80 columns
 */
export function renderPageText(code: RuleCode, colors: Colors, width = lineLength): string {
  const { title, explanation, wayOut, level } = rules[code];
  const { story, reported, repair } = pages[code];
  const prose = (text: string): string => wrapped(text, Math.min(width, lineLength));
  const places = reported.map(place => `  ${colors.bold(place)}  ${code}`).join("\n");
  const parts = [
    `${colors.bold(code)}: ${title}`,
    section("What it means", prose(explanation), colors),
    section("How it comes about", prose(story), colors),
    section("Example", exampleText(code, colors), colors),
    `${prose(`\`${commandFor(code)}\` says:`)}\n${places}`,
    section("How to get out", prose(wayOut), colors),
    "command" in repair
      ? `${prose("In the example:")}\n  ${colors.cyan(repair.command)}`
      : `${prose("In the example:")}\n${paintDiff(repairDiff(code), colors)}`,
  ];
  if (isConfigurable(code)) {
    parts.push(
      section(
        "Severity",
        prose(
          `${level}. \`rules: { ${code}: warn }\` in \`.session-assoc.yaml\` makes it a warning, \`off\` silences it.`,
        ),
        colors,
      ),
    );
  }
  return `${parts.join("\n\n")}\n`;
}

export function renderPageJson(code: RuleCode): string {
  const { title, explanation, wayOut, level } = rules[code];
  const { story, before, change, reported, repair } = pages[code];
  return toJson({
    code,
    title,
    level,
    explanation,
    story,
    example: {
      files: before,
      diff: renderFilesDiff(before, change),
      command: commandFor(code),
      reported,
    },
    wayOut,
    repair: "command" in repair ? { command: repair.command } : { diff: repairDiff(code) },
  });
}

/** The page as Markdown, for services that show it beside a finding. */
export function renderPageMarkdown(code: RuleCode): string {
  const { explanation, wayOut } = rules[code];
  const { story, before, change, repair } = pages[code];
  const way =
    "command" in repair ? fenced("sh", `${repair.command}\n`) : fenced("diff", repairDiff(code));
  return [
    explanation,
    `**How it comes about:** ${story}`,
    ...Object.entries(before).map(([path, text = ""]) => fenced("yaml", `# ${path}\n${text}`)),
    fenced("diff", renderFilesDiff(before, change)),
    `**What to do:** ${wayOut} In the example:`,
    way,
  ].join("\n\n");
}

const lineLength = 80;

/** The files that are there, and what becomes of them. */
function exampleText(code: RuleCode, colors: Colors): string {
  const { before, change } = pages[code];
  const files = Object.entries(before).map(([path, text = ""]) => {
    const lines = text.trimEnd().split("\n");
    return [`  ${colors.bold(path)}`, ...lines.map(line => `    ${line}`)].join("\n");
  });
  return [...files, paintDiff(renderFilesDiff(before, change), colors)].join("\n\n");
}

function section(heading: string, body: string, colors: Colors): string {
  return `${colors.bold(heading)}\n${body}`;
}

function wrapped(text: string, width: number): string {
  return wrapAnsi(text, width - 2)
    .split("\n")
    .map(line => `  ${line}`)
    .join("\n");
}

function paintDiff(diff: string, colors: Colors): string {
  const paint = (line: string): string => {
    if (/^(---|\+\+\+) /.test(line)) return colors.bold(line);
    if (line.startsWith("@@")) return colors.cyan(line);
    if (line.startsWith("+")) return colors.green(line);
    return line.startsWith("-") ? colors.red(line) : line;
  };
  const lines = diff.trimEnd().split("\n");
  return lines.map(line => `  ${paint(line)}`).join("\n");
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\`\`\``;
}

function commandFor(code: RuleCode): string {
  return isConfigurable(code) ? "npx session-assoc check" : "npx session-assoc review";
}

function repairDiff(code: RuleCode): string {
  const { before, change, repair } = pages[code];
  return "edit" in repair ? renderFilesDiff({ ...before, ...change }, repair.edit) : "";
}
