// Small parts of pages: elements, tags, times. Words and shapes come from the page itself.

export const words = JSON.parse(document.getElementById("check-words").textContent);

/** An element with attributes and children; children may be text, elements, lists, or nothing. */
export function h(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) if (value !== undefined) made.setAttribute(key, value);
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

/** An element of a drawing. */
export function s(name, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A copy of a template of the page. */
export const clone = (id) => document.getElementById(id).content.cloneNode(true);

/** A status tag, of a shape and words, as the server draws them. */
export function tag(kind, text) {
  const made = clone(`tag-${kind}`).firstElementChild;
  made.lastChild.textContent = text;
  return made;
}

/** A tag for a step: true, false, or null where nothing is claimed. */
export function verdictTag(passed) {
  if (passed === null) return tag("neutral", words.labels.absent);
  return passed ? tag("good", words.labels.holds) : tag("bad", words.labels.fails);
}

/** Rows of a list of facts; rows without a value are left out. */
export function facts(rows, extra = "") {
  const shown = rows.filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return h("dl", { class: `facts ${extra}`.trim() }, shown.map(([label, ...value]) =>
    h("div", {}, h("dt", {}, label), h("dd", {}, ...value))));
}

/** A table that becomes cards on a phone. `head` are labels, rows hold cells. */
export function table(caption, head, rows) {
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    h("table", { class: "cards" }, h("caption", {}, caption),
      h("thead", {}, h("tr", {}, head.map((label) => h("th", { scope: "col" }, label)))),
      h("tbody", {}, rows.map((row) =>
        h("tr", {}, row.map((cell, at) => h("td", { "data-label": head[at] }, h("span", {}, cell))))))));
}

export const code = (text) => h("code", { class: "hash" }, text);

/** A time of the county, `2026-11-21 15:04`; from a text in UTC, or from seconds. */
export function instant(given) {
  const at = new Date(typeof given === "number" ? given * 1000 : given);
  if (Number.isNaN(at.getTime())) return "–";
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
  const shown = new Intl.DateTimeFormat("sv-SE", { ...parts, timeZone: "Asia/Shanghai" }).format(at);
  return h("time", { datetime: at.toISOString() }, shown);
}

/** Say something to a screen reader without moving anything. */
export function announce(text) {
  document.getElementById("check-status").textContent = text;
}
