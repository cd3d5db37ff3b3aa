/** This open page among the others: its key, what is typed in it, and the copy in this browser. */
import { desk, form } from "./desk.js";

const PREFIX = "desk:page:";
const KEPT_FOR = 14 * 24 * 3600 * 1000;
const NOT_TYPED = new Set(["csrfmiddlewaretoken", "story", "base", "page", "page_number"]);
const inputs = form.elements;
/** A text of the story that waits for its time is another than the one readers see. */
const place = desk.planned ? `${desk.story}/${desk.planned}` : String(desk.story);

/** A page that comes back with refusals is still the one that was sent. */
export const page = (desk.refused && inputs.page.value) || newKey();
let number = Number((desk.refused && inputs.page_number.value) || 0);
inputs.page.value = page;

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What every message says of itself. */
export function from(key, fields = {}) {
  const story = desk.story === "new" ? "" : desk.story;
  return new URLSearchParams({ page: key, person: desk.person, story, planned: desk.planned ?? "", ...fields });
}

/** The number of what is sent next: the server believes no message that a later one overtook. */
export function nextNumber() {
  number += 1;
  inputs.page_number.value = number;
  return number;
}

/** All fields as they stand, as text that can be compared. */
export function snapshot() {
  const values = [];
  for (const [name, value] of new FormData(form)) if (!NOT_TYPED.has(name) && typeof value === "string") values.push([name, value]);
  return JSON.stringify(values);
}

/** Put back what was typed, to be saved on top of the version it was written from: a newer one is
 * not run over unseen. */
export function restore(values, version, editor) {
  if (desk.story !== "new") inputs.base.value = desk.version = version;
  const sent = new Map();
  for (const [name, value] of JSON.parse(values)) sent.set(name, [...(sent.get(name) || []), value]);
  for (const field of inputs) {
    if (!field.name || NOT_TYPED.has(field.name) || field.type === "submit" || field.disabled) continue;
    const wanted = sent.get(field.name) || [];
    if (field.type === "checkbox") field.checked = wanted.length > 0;
    else if (field.multiple && field.options) choose(field, wanted);
    else field.value = wanted[0] ?? "";
    field.dispatchEvent(new Event("restored"));
  }
  editor.commands.setContent(inputs.body.value, { emitUpdate: true });
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function choose(field, wanted) {
  for (const option of field.options) option.selected = false;
  for (const value of wanted) {
    const option = [...field.options].find((o) => o.value === value);
    if (option) { option.selected = true; field.append(option); }
  }
}

// In this browser -----------------------------------------------------------------------------
/** False when the browser has no room. It bears the number it will be sent under, unless it is `sent`. */
export function keepHere(values, { key = page, version = desk.version, sent = false } = {}) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ person: desk.person, place, number: sent ? number : number + 1, version, at: Date.now(), values }));
    return true;
  } catch {
    return false;
  }
}

export function forgetHere(key = page) {
  localStorage.removeItem(PREFIX + key);
}

/** What this person typed into this story in pages of this browser that are gone. */
export async function leftHere() {
  const open = await openHere();
  const found = [];
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(PREFIX)) continue;
    const kept = read(name);
    const key = name.slice(PREFIX.length);
    if (!kept || Date.now() - kept.at > KEPT_FOR || desk.typed.settled[key] >= kept.number) localStorage.removeItem(name);
    else if (key !== page && kept.person === desk.person && kept.place === place && !open.has(key)) found.push({ page: key, ...kept });
  }
  return found;
}

function read(name) {
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
}

/** Keys of the pages that are open in this browser: each holds a lock as long as it lives. */
export async function openHere() {
  const locks = (await navigator.locks?.query())?.held ?? [];
  return new Set(locks.map((lock) => lock.name.replace(PREFIX, "")));
}

export function holdOpen() {
  navigator.locks?.request(PREFIX + page, () => new Promise(() => {}));
}
