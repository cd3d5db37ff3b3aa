/**
 * What is one reader's own: asked for once a page, put in place of what stands there for
 * everyone. When the answer does not come, the links for everyone stay.
 */
import { markNew } from "./bell.js";

export async function personalise(enhanceAll) {
  const about = new URLSearchParams();
  for (const name of ["article", "follow"]) {
    const place = document.querySelector(`[data-${name}]`);
    if (place) about.set(name, place.dataset[name]);
  }
  const answer = await fetch(`/me/?${about}`, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const parts = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts.querySelectorAll("template[data-for]")) {
    for (const place of document.querySelectorAll(`[data-personal="${part.dataset.for}"]`)) {
      const hadFocus = place.contains(document.activeElement);
      place.replaceChildren(document.importNode(part.content, true));
      if (hadFocus) place.querySelector("a, button, input, textarea")?.focus();
      enhanceAll(place);
    }
  }
  for (const bell of document.querySelectorAll('[data-personal="bell"]')) markNew(bell);
  keepPlace();
}

/** A link to #respond finds its place only now. */
function keepPlace() {
  if (location.hash !== "#respond") return;
  document.getElementById("respond")?.scrollIntoView();
}
