/**
 * What a stranger may call things so that a shell, a terminal, a service or a program takes the name
 * for more than a name. Of each it says nothing but itself; `canary` is what it would make or change.
 */
export const hostileNames: readonly string[] = [
  "$(touch canary)",
  "`touch canary`",
  "; touch canary ;",
  "| touch canary",
  "&& touch canary",
  "' ; touch canary ; '",
  '" ; touch canary ; "',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell would read it
  "${IFS}touch${IFS}canary",
  "%COMSPEC% /c touch canary",
  "-rf",
  "--output=canary",
  "--exec=touch canary",
  "--upload-pack=touch canary",
  "-c core.pager=touch",
  "../canary",
  "../../../../tmp/canary",
  "~/canary",
  "C:\\canary",
  "\\\\host\\canary",
  "file:///canary",
  ":(top)canary",
  ":!canary",
  "HEAD:canary",
  "@{-1}",
  "new\nline",
  "carriage\rreturn",
  "nul\u0000byte",
  "tab\tstop",
  "back\b\b\bspace",
  "\u001b[2J\u001b[31mred",
  "\u001b]0;title\u0007",
  "\u001b]8;;http://evil.example\u001b\\link\u001b]8;;\u001b\\",
  "\u001b]52;c;Y2FuYXJ5\u0007",
  "\u001bP+q544e\u001b\\",
  "\u009b31mC1",
  "\u0090q\u009c",
  "\u202egnp.exe",
  "\u2066isolate\u2069",
  "zero\u200bwidth\u2060joiner\ufeff",
  "tags\u{e0063}\u{e0061}\u{e006e}",
  "::set-output name=canary::yes",
  "::error file=canary::no",
  "\n::stop-commands::canary",
  "\r\n::add-mask::canary",
  "%0A::warning::canary",
  "##[error]canary",
  "##vso[task.setvariable variable=canary]yes",
  "section_start:0:canary\r\u001b[0K",
  "<script>canary()</script>",
  "<img src=x onerror=canary()>",
  "<svg/onload=canary()>",
  "</style><script>canary()</script>",
  "<!-- canary",
  "--> canary",
  "]]> canary",
  "&lt;b&gt;&#x3c;",
  '" onmouseover="canary()',
  "' onfocus='canary()",
  "javascript:canary()",
  "[click](javascript:canary())",
  "![image](http://evil.example/canary.png)",
  "[ref]: http://evil.example",
  "<http://evil.example>",
  "https://evil.example/canary www.evil.example canary@evil.example",
  "| cell | cell |",
  "\\| cell \\\\| cell",
  "```\ncanary\n```",
  "`code` ``more```",
  "~~~ fence",
  "# heading",
  "> quote",
  "- [ ] item",
  "@everyone #1 org/repo#2 !3 GH-4",
  "*em* **strong** ~~del~~ $math$ :smile:",
  "end\nclick a callback",
  'A"] --> B["canary',
  "%%{init: {'securityLevel': 'loose'}}%%",
  "graph TD; canary-->b",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "{0} {{1}} \\[a\\](1)",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a workflow would read it
  "{{ canary }} ${{ github.token }} <%= canary %>",
  "*canary",
  "&canary",
  "!!js/function canary",
  "null",
  "~",
  "true",
  "0x1f",
  "x".repeat(1000),
  "日本 🎉 e\u0301",
];

/** Bytes that no terminal may be sent: all control characters but the line break, and those that turn text. */
export const raw =
  /[\x00-\x09\x0b-\x1f\x7f-\x9f\p{Bidi_Control}\u200b\u2060\ufeff\u{e0000}-\u{e007f}]/u;

/** What may be part of a file's name on this system. */
export const asFileName = (name: string): string =>
  name.replaceAll("/", "\u2215").replaceAll("\u0000", "").slice(0, 120);

/** What git takes for the name of a branch. */
export const asBranch = (name: string): string | undefined => {
  const isAllowed =
    !/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/$|^\/|\.lock(\/|$)|\/\.|^\.|\.$|^-|^@$|^HEAD$/.test(
      name,
    );
  return isAllowed && name.length < 200 ? `x/${name}` : undefined;
};
