import fc from "fast-check";
import { Window } from "happy-dom";
import { expect, test } from "vitest";
import { code, html } from "../../../src/report/review-html/html.ts";

test("a text is escaped in elements and attributes, markup is not escaped twice", () => {
  const hostile = `</p>"><img src=x onerror='a()'>&amp;`;
  const inner = html`<b title="${hostile}">${hostile}</b>`;
  expect(html`<p>${inner}${[inner, inner]}</p>`.markup).toBe(`<p>${inner.markup.repeat(3)}</p>`);
  expect(inner.markup).toBe(`<b title="${escaped}">${escaped}</b>`);
});

const escaped = "&#60;/p&#62;&#34;&#62;&#60;img src=x onerror=&#39;a()&#39;&#62;&#38;amp;";

test("characters that nobody sees are shown, and long names are cut", () => {
  expect(code("a\u202eb\n\u0000").markup).toBe("<code>a\\u{202e}b\\u{a}\\u{0}</code>");
  expect(code("a".repeat(9999)).markup).toBe(`<code>${"a".repeat(200)}…</code>`);
});

test("whatever stands in a text, a parser finds that text and no element", () => {
  const { document } = new Window();
  const texts = fc.string({ unit: fc.constantFrom(..."<>&\"'`=/! -abs#x3;") });
  fc.assert(
    fc.property(texts, text => {
      document.body.innerHTML = html`<p title="${text}">${text}</p>`.markup;
      expect(document.body.children).toHaveLength(1);
      const [only] = document.body.children;
      expect(only?.textContent).toBe(text);
      expect(only?.attributes).toHaveLength(1);
      expect(only?.getAttribute("title")).toBe(text);
    }),
  );
});
