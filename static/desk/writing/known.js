/** The pictures this page knows. A file of its own: hashed files must not need each other in a ring. */
import { ask, desk } from "./desk.js";

const pictures = new Map(Object.entries(desk.pictures));

/** Remember what the chooser found, so that the text can show it. */
export function know(picture) {
  pictures.set(String(picture.id), picture);
  document.dispatchEvent(new CustomEvent("picture:known", { detail: picture }));
}

export function known(id) {
  return pictures.get(String(id));
}

export async function fetched(id) {
  if (!known(id)) {
    const { ok, data } = await ask(`${desk.places.pictures}${id}/`);
    if (ok) know(data.picture);
  }
  return known(id);
}
