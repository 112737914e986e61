// Bytes and the ways to write them. Whatever is malformed throws a `Malformed`.

export class Malformed extends Error {}

const HEX = /^(?:[0-9a-f]{2})*$/;

export function concat(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function equal(left, right) {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

export const utf8 = (text) => new TextEncoder().encode(text);

export function text(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed("not UTF-8");
  }
}

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function fromHex(given) {
  if (typeof given !== "string" || !HEX.test(given)) throw new Malformed("not hexadecimal");
  return Uint8Array.from(given.match(/../g) || [], (pair) => parseInt(pair, 16));
}

export const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/** The bytes of standard Base64 with its padding; the one way to write them, no other. */
export function fromBase64(given) {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(given), (sign) => sign.charCodeAt(0));
  } catch {
    throw new Malformed("not Base64");
  }
  if (base64(bytes) !== given) throw new Malformed("not Base64 as it is written");
  return bytes;
}
