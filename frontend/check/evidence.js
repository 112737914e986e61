// Verification of one evidence file, the same steps as on the server and in the stand-alone program:
//
// 1. form      the entry is canonical JSON: there is one way to write it, and this is it
// 2. fields    every value shown is one that the entry commits to (salt and value give the commitment)
// 3. root      the commitments give the root that stands in the entry
// 4. office    the entry is signed by the key of an office, and that key itself stands on the record
// 5. sha256, sm3   the entry is a leaf of each tree: the way to the root in the checkpoint
// 6. log       each checkpoint is signed by the log
// 7. witnesses each checkpoint is cosigned by enough witnesses of the policy, and no witness's line is wrong
// 8. agree     both trees hold the entry at the same place; clock: no witness saw it before it was made
// 9. digest    the file that was checked has the digest that stands in the entry
import { concat, equal, fromBase64, fromHex, hex, Malformed, utf8 } from "./bytes.js";
import { canonicalBytes, parse } from "./canonical.js";
import { HASHERS, sha256, sm3, verify } from "./suites.js";
import { climb, cosigned, parseCheckpoint, parseNote, parsePolicy, parseProof, rootOf, signed } from "./tlog.js";

const TREES = ["sha256", "sm3"];
const ALG = { sha256: "Ed25519", sm3: "SM2-SM3" };
const SALT = 32;
const KEY_ENTRY = "key.published";
/** Types of entries that mean nothing without an office's signature; others may be the system's own. */
const SIGNED = ["documents.issued"];
/** Fields in which an entry names the digest of a file. */
const DIGESTS = { sha256: ["pdf_sha256", "sha256"], sm3: ["pdf_sm3", "sm3"] };

/** A ledger of steps: each is `true`, `false`, or `null` where it could not be taken. */
class Steps {
  constructor() {
    this.rows = [];
  }

  /** Take a step: `act` gives true or false; what is malformed is false. Later steps are still taken. */
  take(code, act) {
    let passed;
    let reason = "";
    try {
      passed = act();
    } catch (problem) {
      passed = false;
      reason = problem instanceof Malformed ? problem.message : "malformed";
    }
    this.rows.push({ code, passed, reason });
    return passed;
  }

  get failed() {
    return this.rows.filter((row) => row.passed === false);
  }
}

/**
 * Verify an evidence file against a policy.
 *
 * `digests` are those of a file, `{sha256, sm3}` in hexadecimal, or null if none was given. The answer is plain data:
 * `{steps, sound, status, entry, fields, signers, trees, digest}`; `status` is "waiting", "sequenced" or "witnessed",
 * `digest` "same", "other" or "none".
 */
export function examine(evidence, policyText, digests) {
  const steps = new Steps();
  const found = { entry: null, fields: {}, signers: [], trees: [], digest: "none", policy: printed(policyText) };
  let bytes = null;
  steps.take("form", () => {
    if (evidence?.v !== 1 || evidence.kind !== "jianheng-evidence") throw new Malformed("not an evidence file");
    bytes = fromBase64(evidence.entry);
    found.entry = parse(bytes);
    return true;
  });
  if (found.entry) {
    found.raw = new TextDecoder().decode(bytes);
    steps.take("fields", () => fieldsHold(evidence, found));
    steps.take("root", () => rootHolds(evidence, found.entry));
    const policy = believed(policyText);
    if (!policy) steps.take("policy", () => false);
    if (found.entry.signers?.length || SIGNED.includes(found.entry.type)) {
      steps.take("office", () => officeHolds(evidence, found, policyText));
    }
    inTrees(steps, evidence, bytes, policy, found);
    if (digests) steps.take("digest", () => digestHolds(found, digests));
  }
  const faults = steps.failed.filter((row) => row.code !== "digest" && row.code !== "quorum");
  return { ...found, steps: steps.rows, sound: faults.length === 0 && found.entry !== null, status: statusOf(found) };
}

/** SHA-256 of a policy in groups of four digits, as it is printed. */
const printed = (policyText) => hex(sha256(utf8(policyText))).match(/.{4}/g).join(" ");

function believed(policyText) {
  try {
    return parsePolicy(policyText);
  } catch {
    return null;
  }
}

// --- 2, 3: what the entry commits to -----------------------------------------------------------------

function fieldsHold(evidence, found) {
  const taken = new Set();
  for (const { index, name, value, salt } of evidence.fields) {
    const wanted = evidence.commitments[index];
    const bytes = fromHex(salt);
    if (bytes.length !== SALT || taken.has(index) || Object.hasOwn(found.fields, name)) return false;
    const made = sm3(concat(Uint8Array.of(0), bytes, utf8(name), canonicalBytes(value)));
    if (hex(made) !== wanted) return false;
    taken.add(index);
    found.fields[name] = value;
  }
  return true;
}

function rootHolds(evidence, entry) {
  const leaves = evidence.commitments.map(fromHex);
  if (!leaves.length || leaves.some((leaf) => leaf.length !== 32) || entry.commit.alg !== "SM3") return false;
  return hex(rootOf(HASHERS.sm3, leaves)) === entry.commit.root;
}

// --- 4: who signed -------------------------------------------------------------------------------------

function officeHolds(evidence, found, policyText) {
  const { signers, ...unsigned } = found.entry;
  const message = canonicalBytes(unsigned);
  const keys = (evidence.keys || []).map((one) => published(one, policyText, found.entry.org)).filter(Boolean);
  found.signers = signers.map(({ kid, role, alg, sig }) => {
    const key = keys.find((one) => one.kid === kid && one.alg === alg && one.role === role);
    const passed = Boolean(key) && verify(alg, fromBase64(key.public), message, fromBase64(sig));
    return { kid, role, alg, passed, code: key?.code || "", published: key?.at || "", status: key?.status || "" };
  });
  return found.signers.length > 0 && found.signers.every((signer) => signer.passed);
}

/** The key that an entry of the same county's record publishes, if that entry verifies itself; else null. */
function published(evidence, policyText, org) {
  const report = examine({ ...evidence, keys: [] }, policyText, null);
  const faults = report.steps.filter((row) => row.passed === false && !["office", "quorum"].includes(row.code));
  if (faults.length || report.entry?.type !== KEY_ENTRY || report.entry.org !== org) return null;
  const { kid, alg, role, public: key } = report.fields;
  return { kid, alg, role, public: key, code: report.entry.id, at: report.entry.at, status: report.status };
}

// --- 5 to 8: the trees ---------------------------------------------------------------------------------

function inTrees(steps, evidence, bytes, policy, found) {
  const given = TREES.filter((tree) => evidence.proofs?.[tree]);
  if (!given.length) return; // not sequenced yet: nothing is claimed
  for (const tree of TREES) {
    const shown = { tree, title: HASHERS[tree].title, path: [], lines: [], witnesses: [], quorum: false };
    found.trees.push(shown);
    let note;
    steps.take(tree, () => {
      const proof = parseProof(evidence.proofs[tree] || "", tree);
      note = parseNote(proof.note);
      const head = parseCheckpoint(note.text);
      const leaf = HASHERS[tree].leaf(bytes);
      const climbed = climb(HASHERS[tree], proof.index, head.size, leaf, proof.hashes);
      Object.assign(shown, { index: proof.index, size: head.size, origin: head.origin, checkpoint: proof.note });
      Object.assign(shown, { leaf: hex(leaf), root: hex(head.root), path: (climbed?.steps || []).map(readable) });
      return climbed !== null && equal(climbed.root, head.root);
    });
    steps.take(`${tree}-log`, () => logHolds(note, shown, tree, policy));
    steps.take(`${tree}-witnesses`, () => witnessesHold(note, shown, tree, policy));
  }
  const [one, other] = found.trees;
  steps.take("agree", () => one.index >= 0 && one.index === other.index && other.origin === `${one.origin}/sm3`);
  steps.take("clock", () => inTime(found));
  if (one.quorum && other.quorum) return;
  steps.rows.push({ code: "quorum", passed: false, reason: "" });
}

const readable = ({ side, sibling, result }) => ({ side, sibling: hex(sibling), result: hex(result) });

function logHolds(note, shown, tree, policy) {
  const keys = policy.logs.filter((key) => key.name === shown.origin && key.alg === ALG[tree]);
  const verdicts = keys.map((key) => ({ name: key.name, id: key.id, alg: key.alg, passed: signed(note, key) }));
  shown.lines = verdicts.filter((line) => line.passed !== null);
  return shown.lines.length > 0 && shown.lines.every((line) => line.passed);
}

/** False if a line of a witness of the policy is wrong. Whether there are enough is another question: `quorum`. */
function witnessesHold(note, shown, tree, policy) {
  const seats = policy.witnesses.filter(({ key }) => key.alg === ALG[tree]);
  shown.witnesses = seats.map(({ name, key }) => {
    const time = cosigned(note, key);
    return { name, id: key.id, alg: key.alg, passed: time === null ? null : time !== false, time: time || null };
  });
  const present = shown.witnesses.filter((one) => one.passed).map((one) => one.name);
  shown.quorum = shown.lines.some((line) => line.passed) && policy.satisfied(present);
  return shown.witnesses.every((one) => one.passed !== false);
}

/** By how many seconds the clock of the county may be ahead of a witness's. */
const SKEW = 600;

function inTime({ entry, trees }) {
  const times = trees.flatMap((tree) => tree.witnesses.map((one) => one.time)).filter(Boolean);
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(entry.at) ? Date.parse(entry.at) / 1000 : NaN;
  return times.every((time) => at <= time + SKEW);
}

function statusOf(found) {
  if (!found.trees.length) return "waiting";
  return found.trees.every((tree) => tree.quorum) ? "witnessed" : "sequenced";
}

// --- 9: the file ---------------------------------------------------------------------------------------

/** Both digests must be those of the same form, the printed or the canonical one. */
function digestHolds(found, digests) {
  const pairs = [0, 1].map((form) => TREES.map((tree) => [found.fields[DIGESTS[tree][form]], digests[tree]]));
  const named = pairs.filter((pair) => pair.every(([wanted]) => typeof wanted === "string" && wanted));
  if (!named.length) throw new Malformed("the entry names no digest");
  const same = named.some((pair) => pair.every(([wanted, made]) => wanted === made));
  found.digest = same ? "same" : "other";
  return same;
}
