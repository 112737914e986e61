// Hashing and verification away from the page, so that it stays responsive. Nothing here sends anything anywhere.
import { hex } from "./check/bytes.js";
import { examine } from "./check/evidence.js";
import { sha256, sm3 } from "./check/suites.js";

const CODE = /[0-9A-Z]{2,8}-[0-9]{4}-[0-9A-HJKMNP-TV-Z]{10}/g;
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const MOST_CODES = 3;

/** Trace codes that a file bears in clear and whose check character fits. */
function codesIn(bytes) {
  const found = new Set();
  for (const code of new TextDecoder("latin1").decode(bytes).match(CODE) || []) if (fits(code)) found.add(code);
  return [...found].slice(0, MOST_CODES);
}

function fits(code) {
  const digest = sha256(new TextEncoder().encode(code.slice(0, -1)));
  return ALPHABET[digest[0] % ALPHABET.length] === code.at(-1);
}

const ACTS = {
  /** Both digests of a file, and the trace codes that it bears. */
  async digest({ file }) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    return { digests: { sha256: hex(sha256(bytes)), sm3: hex(sm3(bytes)) }, codes: codesIn(bytes) };
  },
  examine: ({ evidence, policy, digests }) => examine(evidence, policy, digests),
};

self.addEventListener("message", async ({ data }) => {
  try {
    self.postMessage({ id: data.id, answer: await ACTS[data.act](data) });
  } catch (problem) {
    self.postMessage({ id: data.id, problem: String(problem) });
  }
});
