// Hashes and signatures of both suites, by libraries alone. A verification answers true or false and never throws.
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { sm2, sm3 as sm3hex } from "sm-crypto-v2";
import { concat, fromHex, hex } from "./bytes.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const SM2_ORDER = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const SIGNER = "1234567812345678";

export const sm3 = (bytes) => fromHex(sm3hex(bytes));
export { sha256 };

const hasher = (name, title, digest) => ({
  name,
  title,
  digest,
  leaf: (bytes) => digest(concat(LEAF, bytes)),
  node: (left, right) => digest(concat(NODE, left, right)),
});

/** The two trees' hashes, each with its leaf and node of RFC 6962. */
export const HASHERS = { sha256: hasher("sha256", "SHA-256", sha256), sm3: hasher("sm3", "SM3", sm3) };

const VERIFY = {
  Ed25519: (key, message, signature) => key.length === 32 && ed25519.verify(signature, message, key),
  "SM2-SM3": (key, message, signature) =>
    key.length === 65 &&
    key[0] === 4 &&
    sm2.doVerifySignature(message, plain(signature), hex(key), { hash: true, userId: SIGNER }),
};

/** Whether `signature` by the public key is over `message`; `alg` is "Ed25519" or "SM2-SM3" (DER). */
export function verify(alg, key, message, signature) {
  try {
    return Object.hasOwn(VERIFY, alg) && VERIFY[alg](key, message, signature);
  } catch {
    return false; // libraries throw on a point off the curve and the like
  }
}

/** r and s of a DER signature, 64 digits each; only the one shortest encoding passes, and numbers below the order. */
function plain(der) {
  const [r, afterR] = integer(der, 2);
  const [s, end] = integer(der, afterR);
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || end !== der.length) throw new RangeError("not a signature");
  return r + s;
}

function integer(der, at) {
  const length = der[at + 1];
  const value = der.subarray(at + 2, at + 2 + length);
  const padded = value[0] === 0 && value[1] < 0x80;
  if (der[at] !== 2 || !(length >= 1 && length <= 33) || value.length !== length || value[0] > 0x7f || padded) {
    throw new RangeError("not a positive number in DER");
  }
  const number = BigInt(`0x${hex(value)}`);
  if (number < 1n || number >= SM2_ORDER) throw new RangeError("out of range");
  return [number.toString(16).padStart(64, "0"), at + 2 + length];
}
