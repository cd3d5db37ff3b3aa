/**
 * What is one reader's own: asked for once a page, put in place of what stands there for
 * everyone. When the answer does not come, the links for everyone stay.
 */
import { fillBell, wait } from "./bell.js";

export function personalise(enhanceAll) {
  let asked = null;
  const load = () => (asked ??= fill(enhanceAll).finally(() => (asked = null)));
  for (const place of places("bell")) wait(place, load);
  load();
}

const places = (name) => document.querySelectorAll(`[data-personal="${name}"]`);

/** True when the answer came. */
async function fill(enhanceAll) {
  const about = new URLSearchParams();
  for (const name of ["article", "follow"]) {
    const place = document.querySelector(`[data-${name}]`);
    if (place) about.set(name, place.dataset[name]);
  }
  const answer = await fetch(`/me/?${about}`, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return false;
  const parts = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts.querySelectorAll("template[data-for]")) {
    for (const place of places(part.dataset.for)) {
      const hadFocus = place.contains(document.activeElement);
      const content = document.importNode(part.content, true);
      if (part.dataset.for === "bell") fillBell(place, content);
      else place.replaceChildren(content);
      if (hadFocus) place.querySelector("a, button, input, textarea")?.focus();
      enhanceAll(place);
    }
  }
  keepPlace();
  return true;
}

/** A link to #respond finds its place only now. */
function keepPlace() {
  if (location.hash !== "#respond") return;
  document.getElementById("respond")?.scrollIntoView();
}
