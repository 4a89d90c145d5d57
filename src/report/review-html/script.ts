/**
 * What the page does, as the browser runs it: hides the items that are not asked for. The choice
 * stands in the address, so that it can be sent to others: #kind=followed&backend=mt&text=login.
 */
export const script = String.raw`
"use strict";
const form = document.getElementById("filter");
if (form !== null) {
  const status = document.getElementById("shown");
  const everything = document.getElementById("all");
  const boxes = [...form.querySelectorAll("input[name=kind]")];
  const { backend, text } = form.elements;
  const commits = [...document.querySelectorAll(".commit")].map(section => {
    const title = section.querySelector("h3").textContent + " " + section.id;
    const items = [...section.querySelectorAll("li")].map(element => ({
      element,
      kind: element.dataset.kind,
      backends: element.dataset.backends.split(" "),
      text: (title + " " + element.querySelector("summary").textContent).toLowerCase(),
    }));
    return { section, items };
  });
  const total = commits.reduce((sum, { items }) => sum + items.length, 0);
  const counted = (count, noun) => count + " " + noun + (count === 1 ? "" : "s");

  const show = () => {
    const kinds = new Set(boxes.filter(box => box.checked).map(box => box.value));
    const words = text.value.toLowerCase().split(/\s+/).filter(word => word !== "");
    let shown = 0;
    let sections = 0;
    for (const { section, items } of commits) {
      let some = false;
      for (const item of items) {
        const fits =
          kinds.has(item.kind) &&
          (backend.value === "" || item.backends.includes(backend.value)) &&
          words.every(word => item.text.includes(word));
        item.element.hidden = !fits;
        if (fits) shown += 1;
        some = some || fits;
      }
      section.hidden = !some;
      if (some) sections += 1;
    }
    const isAll = shown === total;
    everything.hidden = isAll && words.length === 0 && backend.value === "" && kinds.size === boxes.length;
    const said =
      (isAll ? "All of " : shown + " of ") + counted(total, "item") +
      (shown === 0 ? "" : " in " + counted(sections, "commit"));
    if (status.textContent !== said) status.textContent = said;
  };

  const write = () => {
    const state = new URLSearchParams();
    const kinds = boxes.filter(box => box.checked).map(box => box.value);
    if (kinds.length < boxes.length) state.set("kind", kinds.join(" "));
    if (backend.value !== "") state.set("backend", backend.value);
    if (text.value.trim() !== "") state.set("text", text.value.trim());
    const hash = state.toString();
    history.replaceState(null, "", hash === "" ? location.pathname + location.search : "#" + hash);
  };

  const choose = state => {
    const kinds = state.has("kind") ? state.get("kind").split(" ") : undefined;
    for (const box of boxes) box.checked = kinds === undefined || kinds.includes(box.value);
    backend.value = state.get("backend") ?? "";
    if (backend.selectedIndex < 0) backend.value = "";
    text.value = state.get("text") ?? "";
    show();
  };

  /** An address names a choice, or a place in the page, which must not be hidden then. */
  const read = () => {
    const hash = location.hash.slice(1);
    if (hash.includes("=")) return choose(new URLSearchParams(hash));
    const place = hash === "" ? null : document.getElementById(hash);
    if (hash === "" || place?.closest("[hidden]")) choose(new URLSearchParams());
    place?.scrollIntoView();
  };

  form.addEventListener("input", () => { show(); write(); });
  form.addEventListener("submit", event => event.preventDefault());
  everything.addEventListener("click", () => {
    choose(new URLSearchParams());
    write();
    text.focus();
  });
  addEventListener("hashchange", read);
  read();
  form.hidden = false;
}
`;
