// A result: the verdict in plain words first, then the facts, what was checked, and behind a disclosure the details.
// Every value shown here comes from evidence that was verified in this browser, except where it says otherwise.
import { clone, code, facts, h, instant, s, table, tag, verdictTag, words } from "./dom.js";

const L = words.labels;

/** The whole result; `found` holds the answer of the server, the report, later entries, and digests of a file. */
export function result(verdict, found) {
  const made = h("div", { class: "outcome" }, clone(`verdict-${verdict}`));
  made.querySelector("[data-asked]")?.remove();
  if (found.another) made.append(h("div", { class: "note note--attention" }, h("p", {}, L.another)));
  made.append(whatItIs(found), certificate(found), whatWasChecked(found), takeAway(found.answer.code), experts(found));
  return made;
}

// --- the facts ------------------------------------------------------------------------------------------

function whatItIs({ answer, report, later, digests, file }) {
  const { fields, entry, signers } = report;
  const { standing } = answer;
  const state = words.states[report.status];
  const shown = report.sound ? fields : {};
  return facts([
    [L.title, shown.title || shown.title_text || (standing.state ? "" : standing.title)],
    [L.code, h("code", { class: "nowrap" }, answer.code)],
    [L.basis, plain(shown.basis)],
    [L.issuer, standing.issuer],
    [L.signed_by, offices(signers)],
    [L.at, entry ? instant(entry.at) : ""],
    [L.state, standing.state && stateOf(standing)],
    [L.record, tag(state.kind, state.text), h("br"), h("span", { class: "muted" }, state.says)],
    ...later.map((one) => [one.how === "corrected" ? L.corrected_by : L.superseded_by, h("a", { href: one.url }, one.title), " ",
      one.verified ? tag("info", L.verified) : tag("attention", L.unverified)]),
    [L.file, file],
    [L.file_digest, digests && code(digests.sha256)],
  ]);
}

/** The offices whose keys signed, each once: an office signs with both suites. */
function offices(signers) {
  const roles = new Set(signers.filter((one) => one.passed).map((one) => one.role));
  return [...roles].map((role) => words.roles[role] || role).join(" · ");
}

/** A disclosed value in one line. */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain).join(" · ");
  return value === null || value === undefined ? "" : String(value);
}

/** What the county's register says: the one thing here that the evidence does not prove. */
function stateOf({ state }) {
  const said = state === "superseded" ? tag("attention", L.superseded) : tag("good", L.in_force);
  return h("span", {}, said, " ", h("span", { class: "muted" }, L.register));
}

// --- what was checked -----------------------------------------------------------------------------------

function whatWasChecked({ report }) {
  const rows = report.steps.map((step) => h("li", { "data-step": step.code }, h("span", {}, words.steps[step.code]), " ", verdictTag(step.passed)));
  const faults = report.steps.some((step) => step.passed === false);
  const shown = h("details", { class: "checked" }, h("summary", {}, L.checked), h("ol", {}, rows));
  shown.open = faults;
  return shown;
}

/** When, where and against which list of witnesses: what makes a print of this page worth keeping. */
function certificate({ answer, digests, report }) {
  const address = `${location.origin}${document.getElementById("check").dataset.index}${answer.code}/`;
  return h("div", { class: "certificate" },
    h("p", {}, L.here, " ", instant(Date.now() / 1000), ".", digests ? ` ${L.stayed}` : ""),
    h("p", { class: "only-print" }, address, h("br"), `${L.policy} `, h("code", {}, report.policy)));
}

function takeAway(trace) {
  const made = clone("check-downloads");
  for (const link of made.querySelectorAll("a")) link.href = link.getAttribute("href").replace("CODE", trace);
  return made;
}

// --- for experts ----------------------------------------------------------------------------------------

function experts({ answer, report }) {
  const parts = report.trees.map((tree) => treeOf(tree, answer.organisations));
  const signers = report.signers.map((one) => [one.kid, one.alg, one.published ? instant(one.published) : "–", verdictTag(one.passed)]);
  return h("details", { class: "experts no-print" }, h("summary", {}, L.experts),
    parts,
    signers.length ? table(L.offices, [L.key, L.alg, L.published, L.outcome], signers) : "",
    h("h3", {}, L.entry), h("pre", { tabindex: "0" }, report.raw || ""),
    h("h3", {}, L.committed), facts(Object.entries(report.fields).map(([name, value]) => [name, h("code", {}, plain(value))])),
    h("h3", {}, L.policy), h("p", {}, L.policy_says, " ", h("code", { class: "fingerprint" }, report.policy)), h("pre", { tabindex: "0" }, answer.policy));
}

function treeOf(tree, organisations) {
  const signed = tree.lines.map((one) => [one.name, one.id, one.alg, verdictTag(one.passed)]);
  const seats = tree.witnesses.map((one) =>
    [organisations[one.name] || one.name, one.id, one.time ? instant(one.time) : "–", verdictTag(one.passed)]);
  return h("section", { class: "tree" }, h("h3", {}, `${L.tree} ${tree.title}`),
    facts([[L.log, h("code", {}, tree.origin || "")], [L.place, `${tree.index ?? "–"} / ${tree.size ?? "–"}`],
      [L.leaf, code(tree.leaf || "")], [L.root, code(tree.root || "")]]),
    tree.path.length ? drawing(tree) : "",
    tree.path.length ? table(L.path, [L.level, L.side, L.sibling, L.result],
      tree.path.map((step, at) => [String(at + 1), L[step.side], code(step.sibling), code(step.result)])) : "",
    table(L.log_signs, [L.name, L.key_id, L.alg, L.outcome], signed),
    table(L.witnesses, [L.organisation, L.key_id, L.signed_at, L.outcome], seats),
    h("p", {}, tree.quorum ? tag("good", L.enough) : tag("attention", L.too_few)),
    h("h4", {}, L.checkpoint), h("pre", { tabindex: "0" }, tree.checkpoint || ""));
}

const ROW = 44;
const [WIDTH, MIDDLE, LEFT, RIGHT] = [320, 160, 58, 262];
const BOX = { width: 92, height: 24, rx: 3 };

/** The way from the leaf, at the bottom, to the root: at each level the neighbour that it is hashed with. */
function drawing(tree) {
  const height = ROW * (tree.path.length + 1);
  const level = (at) => height - ROW * at - ROW / 2;
  const parts = [node(MIDDLE, level(0), tree.leaf, "leaf")];
  tree.path.forEach((step, at) => {
    const [x, y, above] = [step.side === "left" ? LEFT : RIGHT, level(at), level(at + 1)];
    parts.unshift(line(MIDDLE, y, MIDDLE, above), line(x, y, MIDDLE, above));
    parts.push(node(x, y, step.sibling, "sibling"), node(MIDDLE, above, step.result, "way"));
  });
  const drawn = s("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": L.path });
  drawn.append(...parts);
  return h("figure", { class: "climb" }, drawn);
}

const line = (x1, y1, x2, y2) => s("line", { x1, y1, x2, y2 });

function node(x, y, hash, kind) {
  const box = s("rect", { ...BOX, x: x - BOX.width / 2, y: y - BOX.height / 2, class: `climb__${kind}` });
  return s("g", {}, box, s("text", { x, y: y + 4, "text-anchor": "middle" }, `${hash.slice(0, 8)}…`));
}
