// What a page gains with scripts: partial updates, focus and announcement after them, two keys.
// Every act also works without this file.
import htmx from "htmx.org";

Object.assign(htmx.config, {
  includeIndicatorStyles: false, // the page's policy permits no inline style
  allowEval: false,
  allowScriptTags: false,
  historyCacheSize: 0, // no copies of pages on shared devices
  refreshOnHistoryMiss: true,
  selfRequestsOnly: true,
  scrollIntoViewOnBoost: false,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "409|422", swap: true }, // a refusal is an outcome and is shown
    { code: "[45]..", swap: false, error: true },
  ],
});

const FOCUS = "[data-focus], .error-summary, [autofocus], h1, h2, h3, caption";

/** Say `text` to a screen reader without moving anything. */
function announce(text) {
  let region = document.getElementById("announce");
  if (!region) {
    region = document.createElement("div");
    region.id = "announce";
    region.className = "hidden";
    region.setAttribute("role", "status");
    region.setAttribute("aria-live", "polite");
    document.body.append(region);
  }
  region.textContent = "";
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}

/** Move the focus to what a swap brought, unless the person is typing in it or it asks to be left alone. */
function settle(place) {
  if (place.closest("[data-keep-focus]")) {
    announce(place.dataset.announce || place.querySelector("[data-announce]")?.dataset.announce || "");
    return;
  }
  const target = place.matches(FOCUS) ? place : place.querySelector(FOCUS) || place;
  if (!target.hasAttribute("tabindex") && target.tabIndex < 0) target.setAttribute("tabindex", "-1");
  target.focus();
  announce(target.dataset.announce || target.textContent.trim().slice(0, 120));
}

document.addEventListener("htmx:afterSettle", (event) => settle(event.detail.elt));
document.addEventListener("htmx:responseError", () => warn(document.body.dataset.error));
document.addEventListener("htmx:sendError", () => warn(document.body.dataset.offline));

/** Say at the top of the page that a part of it could not be fetched; the texts are the page's own. */
function warn(text) {
  const place = document.getElementById("notice");
  if (!text || !place) return;
  const note = document.createElement("div");
  note.className = "note note--bad";
  note.setAttribute("role", "alert");
  note.append(document.createElement("p"));
  note.firstChild.textContent = text;
  place.replaceChildren(note);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("change", (event) => {
  if (event.target.closest("[data-submit-on-change]")) event.target.form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const target = event.key === "/" ? document.getElementById("site-search") : null;
  if (!target) return;
  event.preventDefault();
  target.focus();
});
