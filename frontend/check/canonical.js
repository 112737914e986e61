// One byte form for each value: RFC 8785 in the narrow profile of the record (no fractions, NFC texts, ASCII keys).
import { Malformed, text, utf8 } from "./bytes.js";

/** The canonical text of a JSON value; throws `Malformed` outside the profile. */
export function canonical(value) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new Malformed("a number outside the profile");
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object") throw new Malformed("a value outside the profile");
  return `{${Object.keys(value).sort().map((key) => `${name(key)}:${canonical(value[key])}`).join(",")}}`;
}

/** The value of canonical bytes. Any other form of the same value, and a key named twice, is `Malformed`. */
export function parse(bytes) {
  const given = text(bytes);
  let value;
  try {
    value = JSON.parse(given);
  } catch {
    throw new Malformed("not JSON");
  }
  if (canonical(value) !== given) throw new Malformed("not in canonical form");
  return value;
}

/** The canonical bytes of a JSON value. */
export const canonicalBytes = (value) => utf8(canonical(value));

function quoted(given) {
  if (given.normalize("NFC") !== given || !whole(given)) throw new Malformed("a text outside the profile");
  return JSON.stringify(given);
}

function name(key) {
  if (!/^[\0-\x7f]*$/.test(key)) throw new Malformed("a key outside ASCII");
  return JSON.stringify(key);
}

/** Whether no half of a character stands alone. */
const whole = (given) => !/\p{Surrogate}/u.test(given);
