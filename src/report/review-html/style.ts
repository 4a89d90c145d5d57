/** How the page looks: by day and night, on a phone, on paper. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fcfbf9;
  --raised: #f4f1ec;
  --ink: #1d1b18;
  --soft: #5d574e;
  --line: #e2ddd4;
  --edge: #857d71;
  --migrated: #2d5a9e;
  --followed: #2a6b45;
  --behind: #a5301c;
  --hand: #7a5200;
  --added: #e4f2e7;
  --added-mark: #b9e0c3;
  --removed: #fbe8e4;
  --removed-mark: #f5c4bb;
  --mark: #f4e5ae;
  --band: 0.24;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #171614;
    --raised: #211f1c;
    --ink: #eae6df;
    --soft: #aaa397;
    --line: #35322d;
    --edge: #857d71;
    --migrated: #9dbcf0;
    --followed: #8ecfaa;
    --behind: #ff9e8a;
    --hand: #e0bd73;
    --added: #18301f;
    --added-mark: #2b5a3a;
    --removed: #3d1f19;
    --removed-mark: #6e352b;
    --mark: #574a1c;
    --band: 0.36;
  }
}
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { font: 100%/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
body {
  max-width: 66rem;
  margin: 0 auto;
  padding: clamp(1.5rem, 5vw, 4rem) clamp(1rem, 4vw, 3rem) 4rem;
  color: var(--ink);
  background: var(--paper);
  overflow-wrap: anywhere;
  -webkit-text-size-adjust: 100%;
}
h1, h2, h3, p, ul, dl, dd, figure { margin: 0; padding: 0; }
ul { list-style: none; }
h1, h2, h3 { line-height: 1.2; font-weight: 640; letter-spacing: -0.015em; text-wrap: balance; }
h2 { font-size: 1.375rem; }
code, pre { font-family: var(--mono); font-size: 0.875em; }
a { color: var(--migrated); text-underline-offset: 0.2em; }
:focus-visible { outline: 3px solid var(--migrated); outline-offset: 2px; border-radius: 4px; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: pre; }

/* What it comes to. */
.brand { color: var(--soft); font-size: 0.875rem; }
h1 { margin-top: 0.25rem; font-size: clamp(1.75rem, 1.2rem + 2.6vw, 2.75rem); letter-spacing: -0.025em; }
.verdict { margin-top: 1.25rem; padding-left: 0.875rem; border-left: 4px solid; font-size: 1.25rem; font-weight: 600; line-height: 1.35; }
.fails { color: var(--behind); }
.passes { color: var(--followed); }
.extent, header .gap { margin-top: 0.5rem; color: var(--soft); }
header .gap { padding: 0.75rem 1rem; border: 1px solid var(--edge); border-radius: 8px; color: var(--ink); }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 1.25rem 1.5rem; margin-top: 2rem; }
dl div { display: flex; flex-direction: column-reverse; justify-content: flex-end; padding-top: 0.75rem; border-top: 2px solid; }
dl dd { font-size: 2.25rem; font-weight: 300; line-height: 1.1; font-variant-numeric: tabular-nums; letter-spacing: -0.02em; }
dl dt { color: var(--soft); font-size: 0.875rem; line-height: 1.35; }
.migrated { color: var(--migrated); }
.followed, .made-good { color: var(--followed); }
.left-behind { color: var(--behind); }
.by-hand { color: var(--hand); }
.none { color: var(--soft); border-top-color: var(--line); }
main > section { margin-top: clamp(3rem, 7vw, 4.5rem); }

/* What is to be done. */
.todo { padding: 1.25rem 1.5rem 1.5rem; border: 1px solid var(--behind); border-radius: 12px; }
.todo h2 { color: var(--behind); }
.todo li { margin-top: 1.25rem; }
.todo li > p:nth-child(2) { color: var(--soft); }
.next { margin-top: 0.5rem; padding: 0.5rem 0.75rem; border-radius: 6px; background: var(--raised); }
.next span { color: var(--soft); font-size: 0.875rem; }

/* The flow of tasks. */
.flow { margin-top: 1.5rem; }
.flow svg { display: block; height: auto; max-width: 100%; margin: 0 auto; }
.flow .narrow { display: none; }
.flow rect { fill: var(--ink); }
.flow text { fill: var(--ink); font-size: 15px; font-weight: 600; }
.flow .count { fill: var(--soft); font-size: 13px; font-weight: 400; }
.flow path { fill: var(--migrated); fill-opacity: var(--band); }
.flow path:hover { fill-opacity: 0.5; }
.flow path.behind { fill: var(--behind); stroke: var(--behind); stroke-dasharray: 5 4; }
.flow figcaption { margin-top: 1.25rem; color: var(--soft); font-size: 0.875rem; }
.flow figcaption .behind { color: var(--behind); text-decoration: underline dashed; text-underline-offset: 0.25em; }
table { width: 100%; margin-top: 1.5rem; border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { padding-bottom: 0.5rem; text-align: left; font-weight: 600; }
th, td { padding: 0.5rem 0.5rem 0.5rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; }
thead th { color: var(--soft); font-size: 0.8125rem; line-height: 1.3; vertical-align: bottom; overflow-wrap: break-word; }
:is(th, td):nth-child(n + 3) { padding-right: 0; text-align: right; }
td strong { color: var(--behind); }

.flow summary { margin-top: 1rem; cursor: pointer; }

/* What is shown. */
form { display: flex; flex-wrap: wrap; align-items: end; gap: 0.875rem 1.25rem; margin-top: 1.25rem; padding: 1rem 0; background: var(--paper); border-bottom: 1px solid var(--line); }
fieldset { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0; padding: 0; border: 0; min-width: 0; }
legend, .field { color: var(--soft); font-size: 0.875rem; }
legend { padding: 0 0 0.25rem; }
fieldset label { display: inline-flex; align-items: center; gap: 0.4rem; min-height: 2.25rem; padding: 0.25rem 0.75rem; border: 1px solid var(--edge); border-radius: 99px; font-size: 0.9375rem; cursor: pointer; }
fieldset label span { color: var(--soft); font-variant-numeric: tabular-nums; }
fieldset label:has(:focus-visible) { outline: 3px solid var(--migrated); outline-offset: 2px; }
fieldset input { width: 1rem; height: 1rem; margin: 0; color: inherit; accent-color: currentColor; outline: none; }
.field { display: grid; gap: 0.25rem; flex: 1 1 8rem; min-width: 0; }
.field:has(input) { flex: 3 1 14rem; }
select, input[type="search"], button { min-height: 2.25rem; width: 100%; padding: 0.25rem 0.625rem; border: 1px solid var(--edge); border-radius: 6px; color: var(--ink); background: var(--paper); font: inherit; font-size: 1rem; }
button { width: auto; padding: 0.25rem 0.875rem; cursor: pointer; }
button:hover { background: var(--raised); }
#shown { flex: 1 1 12rem; min-height: 2.25rem; padding: 0.3rem 0; font-weight: 600; font-variant-numeric: tabular-nums; }
@media (min-width: 48rem) and (min-height: 44rem) {
  form:not([hidden]) { position: sticky; top: 0; z-index: 1; }
  html { scroll-padding-top: 11rem; }
}

/* What each commit did. */
.commit { margin-top: 2.5rem; content-visibility: auto; contain-intrinsic-size: auto 12rem; }
.commit h3 { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0.25rem 1rem; padding-bottom: 0.625rem; border-bottom: 1px solid var(--line); font-size: 1.0625rem; letter-spacing: -0.005em; }
.commit h3 code { color: var(--soft); font-weight: 400; letter-spacing: 0; }
.commit:target h3 { border-bottom: 2px solid var(--ink); }
.commit li { border-bottom: 1px solid var(--line); }
.commit summary { display: grid; grid-template-columns: 1.25rem 6.5rem minmax(0, 1fr) minmax(0, auto); gap: 0.125rem 0.75rem; align-items: baseline; padding: 0.625rem 0; cursor: pointer; list-style: none; }
.commit summary::-webkit-details-marker { display: none; }
.commit summary::before { content: ""; width: 0.4375rem; height: 0.4375rem; margin-left: 0.25rem; border: solid var(--soft); border-width: 0 2px 2px 0; transform: translateY(-0.0625rem) rotate(-45deg); }
.commit details[open] > summary::before { transform: translateY(-0.1875rem) rotate(45deg); }
.commit summary:hover { background: var(--raised); }
[data-kind="migrated"] .kind { color: var(--migrated); }
[data-kind="followed"] .kind { color: var(--followed); }
[data-kind="left-behind"] .kind { color: var(--behind); }
[data-kind="by-hand"] .kind { color: var(--hand); }
.kind { font-size: 0.9375rem; font-weight: 600; white-space: nowrap; }
.what b { margin-right: 0.25rem; font-weight: 600; }
.what em { color: var(--soft); font-style: normal; font-size: 0.875rem; }
.what .still { color: var(--behind); font-weight: 600; }
.file { max-width: 24rem; color: var(--soft); text-align: right; }
.commit details > div { padding: 0 0 1.25rem 2rem; }
.commit details > div > p:first-child { color: var(--soft); font-size: 0.9375rem; }
.lines { margin-top: 0.875rem; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.lines figcaption { padding: 0.4375rem 0.75rem; color: var(--soft); background: var(--raised); font-size: 0.8125rem; }
.lines figcaption code { color: var(--ink); }
pre { margin: 0; padding: 0.375rem 0; overflow-x: auto; overflow-wrap: normal; line-height: 1.6; tab-size: 4; }
pre:focus-visible { outline-offset: -3px; }
pre code { display: block; width: max-content; min-width: 100%; font-size: 0.8125rem; }
pre :is(span, ins, del) { display: block; padding: 0 0.75rem; text-decoration: none; }
pre ins { background: var(--added); }
pre del { background: var(--removed); }
pre i { margin-right: 1rem; color: var(--soft); font-style: normal; user-select: none; }
pre .gap { color: var(--soft); }
mark { color: inherit; background: var(--mark); border-radius: 3px; }
ins mark { background: var(--added-mark); }
del mark { background: var(--removed-mark); }
footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.875rem; }

@media (max-width: 44rem) {
  .flow .wide { display: none; }
  .flow .narrow { display: block; }
  dl { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .todo { padding: 1rem; }
  .commit summary { grid-template-columns: 1.25rem minmax(0, 1fr); }
  .commit summary > :not(.kind) { grid-column: 2; }
  .file { text-align: left; }
  .commit details > div { padding-left: 0; }
  th, td { padding-right: 0.25rem; }
}
@media (prefers-reduced-motion: no-preference) {
  .commit summary::before { transition: transform 0.12s; }
}
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  form, footer { display: none !important; }
  .commit { content-visibility: visible; }
  ::details-content { content-visibility: visible !important; block-size: auto !important; }
  .lines, li { break-inside: avoid; }
  h2, h3, summary { break-after: avoid; }
  pre { white-space: pre-wrap; }
  pre code { width: auto; }
}
`;
