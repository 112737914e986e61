// The check page: digests are made and signatures verified here, in this browser; a file is never sent.
// Without scripts the same page has the server do both, and says so.
import { result } from "./check/result.js";
import { announce, clone, words } from "./check/dom.js";

const root = document.getElementById("check");
const place = document.getElementById("check-result");
const CODE = /[0-9A-Za-z]{2,8}-[0-9]{4}-[0-9A-Za-z]{10}/;

// --- the worker ---------------------------------------------------------------------------------------

let worker = null;
let asked = 0;
const waiting = new Map();

/** Have the worker do something; resolves to its answer, rejects with its problem. */
function work(act, given) {
  worker ??= started();
  const id = ++asked;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, act, ...given });
  });
}

function started() {
  const made = new Worker(root.dataset.worker);
  made.addEventListener("message", ({ data }) => {
    const { resolve, reject } = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.problem) reject(new Error(data.problem));
    else resolve(data.answer);
  });
  made.addEventListener("error", () => {
    for (const { reject } of waiting.values()) reject(new Error("the worker ended"));
    waiting.clear();
  });
  return made;
}

// --- the record -----------------------------------------------------------------------------------------

/** What the server has for a code or a digest: `{evidence, policy, …}`, or `{problem, asked}` if nothing. */
async function ask(name, value) {
  const answer = await fetch(`${root.dataset.answer}?${new URLSearchParams({ [name]: value })}`);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** The later entries that claim to take this one's place, each with whether that verifies here. */
async function laterOnes(answer) {
  const found = [];
  for (const row of answer.standing.later.slice(0, 5)) {
    const later = await ask("code", row.code);
    const report = later.evidence && (await work("examine", { ...later, digests: null }));
    const named = report && [report.entry.supersedes, report.fields.supersedes, report.fields.corrects];
    const names = Boolean(named?.some((code) => code && [answer.entry, answer.code].includes(code)));
    found.push({ ...row, verified: names && report.sound });
  }
  return found;
}

async function examined(answer, digests) {
  busy(words.labels.verifying);
  const { evidence, policy } = answer;
  const report = await work("examine", { evidence, policy, digests });
  const later = await laterOnes({ ...answer, entry: report.entry?.id });
  return { answer, report, later, digests };
}

function verdictOf({ report }) {
  if (!report.sound) return "faulty";
  if (report.digest === "other") return "altered";
  const word = report.digest === "same" ? "intact" : "recorded";
  return report.status === "witnessed" ? word : `${word}-waiting`;
}

// --- the two ways ---------------------------------------------------------------------------------------

async function checkCode(code) {
  busy(words.labels.asking);
  const answer = await ask("code", code);
  if (answer.problem) return show(clone(`verdict-${answer.problem}`), answer);
  const found = await examined(answer, null);
  return show(result(verdictOf(found), found));
}

async function checkFile(file) {
  if (file.size > Number(root.dataset.largest)) return busy(words.labels.too_large);
  busy(words.labels.reading);
  const { digests, codes } = await work("digest", { file });
  const hints = [root.dataset.code, file.name.match(CODE)?.[0], ...codes].filter(Boolean);
  let answer = await ask("digest", digests.sha256);
  for (const code of hints) if (answer.problem) answer = await ask("code", code);
  if (answer.problem) return show(clone("verdict-unknown"), { digests });
  const found = await examined(answer, digests);
  const another = root.dataset.code && answer.code !== root.dataset.code;
  return show(result(verdictOf(found), { ...found, another, file: file.name }));
}

// --- showing --------------------------------------------------------------------------------------------

function busy(text) {
  const note = document.createElement("p");
  note.className = "lead";
  note.textContent = text;
  place.setAttribute("aria-busy", "true");
  place.replaceChildren(note);
  announce(text);
}

function show(node, { asked, digests } = {}) {
  place.removeAttribute("aria-busy");
  place.replaceChildren(node);
  for (const slot of place.querySelectorAll("[data-asked]")) {
    const said = asked || (digests && `SHA-256 ${digests.sha256}`) || "";
    slot.textContent = said;
    slot.hidden = !said;
  }
  const heading = place.querySelector("h2");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  place.scrollIntoView({ block: "start" });
}

async function attempt(act) {
  try {
    await act();
  } catch {
    show(clone("verdict-failed"));
  }
}

// --- the page -------------------------------------------------------------------------------------------

function begin() {
  for (const each of root.querySelectorAll("[data-with-scripts]")) each.hidden = false;
  for (const each of root.querySelectorAll("[data-without-scripts]")) each.hidden = true;
  const input = document.getElementById("check-file");
  const drop = input.closest("form");
  const take = (file) => file && attempt(() => checkFile(file));
  input.addEventListener("change", () => take(input.files[0]));
  drop.addEventListener("submit", (event) => {
    event.preventDefault();
    take(input.files[0]);
  });
  for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("drop--over", over);
      if (name === "drop") take(event.dataTransfer.files[0]);
    });
  }
  document.getElementById("check-code").addEventListener("submit", (event) => {
    const code = new FormData(event.target).get("code").trim();
    if (!code) return;
    event.preventDefault();
    attempt(() => checkCode(code));
  });
  if (root.dataset.code) attempt(() => checkCode(root.dataset.code));
}

begin();
