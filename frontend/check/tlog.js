// Tile-log formats of C2SP in the browser: inclusion, signed notes, cosignatures, proofs as text, witness policies.
import { concat, equal, fromBase64, hex, Malformed, utf8 } from "./bytes.js";
import { sha256, verify } from "./suites.js";

const HASH = 32;
const HEADERS = { sha256: "c2sp.org/tlog-proof@v1", sm3: "jianheng/tlog-proof-sm3@v1" };
const DECIMAL = /^(?:0|[1-9][0-9]{0,15})$/;
const LONGEST_PROOF = 63;

const own = (name) => concat(Uint8Array.of(0xff), utf8(name));
/** Kinds of keys: the bytes before the key, the algorithm, and the first line of what a witness signs. */
const KINDS = [
  { alg: "SM2-SM3", kind: own("jianheng-sm2sm3-cosignature-v1"), header: "jianheng-sm2sm3-cosignature/v1" },
  { alg: "SM2-SM3", kind: own("jianheng-sm2sm3-v1") },
  { alg: "Ed25519", kind: Uint8Array.of(4), header: "cosignature/v1" },
  { alg: "Ed25519", kind: Uint8Array.of(1) },
];

/** A decimal number without leading zeros, at most 16 digits. */
function decimal(given) {
  if (!DECIMAL.test(given) || !Number.isSafeInteger(Number(given))) throw new Malformed("not a decimal number");
  return Number(given);
}

// --- trees -----------------------------------------------------------------------------------------

/**
 * The way from the leaf hash at `index` of a tree of `size` up to its root (RFC 9162, 2.1.3.2), or null if the proof
 * has another shape: `{root, steps: [{side: "left" | "right", sibling, result}]}`.
 */
export function climb(hasher, index, size, leaf, proof) {
  if (!(index < size) || proof.some((hash) => hash.length !== HASH)) return null;
  let [place, last, found] = [index, size - 1, leaf];
  const steps = [];
  for (const sibling of proof) {
    if (last === 0) return null;
    const left = place % 2 === 1 || place === last;
    found = left ? hasher.node(sibling, found) : hasher.node(found, sibling);
    steps.push({ side: left ? "left" : "right", sibling, result: found });
    while (left && place % 2 === 0 && place !== 0) [place, last] = [place / 2, Math.floor(last / 2)];
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 ? { root: found, steps } : null;
}

/** The RFC 6962 root over leaf hashes; at least one. */
export function rootOf(hasher, leaves) {
  if (leaves.length <= 1) return leaves[0];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return hasher.node(rootOf(hasher, leaves.slice(0, split)), rootOf(hasher, leaves.slice(split)));
}

// --- keys, notes, checkpoints ------------------------------------------------------------------------

/** A key as it is published, `name+id+base64(kind ‖ key)`; its id must follow from the rest. */
export function parseKey(line) {
  const [name, id, ...rest] = line.split("+");
  const data = fromBase64(rest.join("+"));
  const found = KINDS.find(({ kind }) => equal(data.subarray(0, kind.length), kind));
  if (!name || /\s/u.test(name) || !found) throw new Malformed("not a key");
  if (hex(sha256(concat(utf8(`${name}\n`), data)).subarray(0, 4)) !== id) throw new Malformed("not the id of the key");
  return { ...found, name, id, line, public: data.subarray(found.kind.length), data };
}

/** The text that a note's lines sign, and the lines: `{text, lines: [{name, id, signature}]}`. */
export function parseNote(note) {
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n")) throw new Malformed("not a signed note");
  const lines = note.slice(split + 2, -1).split("\n").map(parseLine);
  return { text: note.slice(0, split + 1), lines };
}

function parseLine(line) {
  const found = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/u.exec(line);
  if (!found) throw new Malformed("not a signature line");
  const data = fromBase64(found[2]);
  if (data.length < 5) throw new Malformed("an empty signature");
  return { name: found[1], id: hex(data.subarray(0, 4)), signature: data.subarray(4) };
}

/** Origin, size and root of a checkpoint's text. */
export function parseCheckpoint(given) {
  const lines = given.split("\n");
  const root = fromBase64(lines[2] || "");
  if (lines.length !== 4 || lines[3] || !lines[0] || root.length !== HASH) throw new Malformed("not a checkpoint");
  return { origin: lines[0], size: decimal(lines[1]), root };
}

const belongs = (key) => (line) => line.name === key.name && line.id === key.id;

/** Whether a log's key signed the note: true or false, or null if it has no line of this key. */
export function signed(note, key) {
  const lines = note.lines.filter(belongs(key));
  if (!lines.length) return null;
  return lines.every((line) => verify(key.alg, key.public, utf8(note.text), line.signature));
}

/** The time (in seconds) at which a witness's key signed the note; false if a line is wrong, null if it has none. */
export function cosigned(note, key) {
  const lines = note.lines.filter(belongs(key));
  if (!lines.length || !key.header) return null;
  const times = lines.map(({ signature }) => {
    if (signature.length < 9) return false;
    const view = new DataView(signature.buffer, signature.byteOffset, 8);
    const time = Number(view.getBigUint64(0));
    const message = utf8(`${key.header}\ntime ${time}\n${note.text}`);
    return verify(key.alg, key.public, message, signature.subarray(8)) && time;
  });
  return times.includes(false) ? false : Math.max(...times);
}

// --- proofs and policies -----------------------------------------------------------------------------

/** `{index, hashes, note}` of a proof as text; `tree` is "sha256" or "sm3". */
export function parseProof(given, tree) {
  const split = given.indexOf("\n\n");
  if (split < 0) throw new Malformed("not a proof");
  const [header, ...lines] = given.slice(0, split).split("\n");
  if (header !== HEADERS[tree]) throw new Malformed("a proof for another tree");
  if (lines[0]?.startsWith("extra ")) lines.shift();
  const index = /^index (.*)$/.exec(lines.shift() || "");
  if (!index || lines.length > LONGEST_PROOF) throw new Malformed("not a proof");
  const hashes = lines.map(fromBase64);
  return { index: decimal(index[1]), hashes, note: given.slice(split + 2) };
}

/**
 * Logs, witnesses and the quorum of a policy: `{logs: [key], witnesses: [{name, key}], satisfied(names)}`.
 *
 * A witness has a line for each tree, that of the SM3 tree with `/sm3` behind its name; groups leave that out.
 */
export function parsePolicy(given) {
  const policy = { logs: [], witnesses: [], groups: new Map(), quorum: null };
  for (const line of given.split("\n")) {
    const [word, ...rest] = line.split(/[ \t]+/).filter(Boolean);
    if (!word || word.startsWith("#")) continue;
    if (!Object.hasOwn(LINES, word) || !LINES[word](policy, rest)) throw new Malformed(`policy: ${line}`);
  }
  if (policy.quorum === null) throw new Malformed("a policy without a quorum");
  return { ...policy, satisfied: (names) => holds(policy, policy.quorum, new Set(names)) };
}

const known = (policy, name) => policy.groups.has(name) || policy.witnesses.some((one) => one.name === name);

/** Readers of the lines; each answers whether the line is sound. No key may stand for two witnesses. */
const LINES = {
  log: (policy, [line]) => {
    const key = parseKey(line || "");
    return !key.header && policy.logs.push(key);
  },
  witness: (policy, [full, line]) => {
    const key = parseKey(line || "");
    const name = full.replace(/\/sm3$/, "");
    const twice = policy.witnesses.some(
      (one) => equal(one.key.public, key.public) || (one.name === name && one.key.alg === key.alg),
    );
    const fits = (full !== name) === (key.alg === "SM2-SM3");
    return key.header && fits && !twice && !policy.groups.has(name) && policy.witnesses.push({ name, key });
  },
  group: (policy, [name, threshold, ...members]) => {
    const least = { any: 1, all: members.length }[threshold] ?? decimal(threshold);
    const used = [...policy.groups.values()].flatMap((group) => group.members);
    const free = members.every((one, at) => known(policy, one) && !used.includes(one) && members.indexOf(one) === at);
    if (known(policy, name) || !free || least < 1 || least > members.length) return false;
    return policy.groups.set(name, { least, members });
  },
  quorum: (policy, [name]) => {
    const sound = policy.quorum === null && (name === "none" || known(policy, name));
    policy.quorum = name;
    return sound;
  },
};

function holds(policy, name, names) {
  if (name === "none") return false; // nobody is asked, so nobody has witnessed
  const group = policy.groups.get(name);
  if (!group) return names.has(name);
  return group.members.filter((one) => holds(policy, one, names)).length >= group.least;
}
