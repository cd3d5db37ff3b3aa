/**
 * Carries a story to a place with mouse, pen or finger. What is dropped is posted by the page's
 * own form; the buttons and the list do the same without this file. Also: the breaking sentence
 * as it is typed, and the page where one left it after a change.
 */
const SLOP = 6;
const EDGE = 72;
const form = document.getElementById("front-drop");
const root = document.documentElement;
let carried = null;

document.body.classList.add("can-drag");

document.addEventListener("pointerdown", (event) => {
  const source = event.target.closest("[data-story]");
  if (!source || event.button !== 0) return;
  const grip = event.target.closest(".spot__grip");
  if (event.pointerType === "touch" && !grip) return; // fingers scroll the page
  if (!grip && event.target.closest("button, input, select, summary, label, .spot__do a")) return;
  carried = { source, x: event.clientX, y: event.clientY, label: null, over: null };
});

document.addEventListener("pointermove", (event) => {
  if (!carried) return;
  if (!carried.label) {
    if (Math.hypot(event.clientX - carried.x, event.clientY - carried.y) < SLOP) return;
    lift();
  }
  carried.label.style.translate = `${event.clientX + 12}px ${event.clientY + 12}px`;
  scrollNear(event.clientY);
  const below = document.elementFromPoint(event.clientX, event.clientY);
  aim(below?.closest("[data-place]"));
});

document.addEventListener("pointerup", () => {
  if (!carried) return;
  const { source, over, label } = carried;
  letGo();
  if (!label) return;
  // The click that ends a drag must not open the story.
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }));
  if (over) post(source, over);
});

document.addEventListener("pointercancel", letGo);
document.addEventListener("keydown", (event) => event.key === "Escape" && letGo());
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("[data-story]")) event.preventDefault();
});

function lift() {
  const { source } = carried;
  carried.label = document.createElement("p");
  carried.label.className = "front__carried";
  const head = source.querySelector(".card__headline, [data-headline]");
  carried.label.textContent = head.textContent.trim();
  document.body.append(carried.label);
  document.body.classList.add("is-dragging");
}

function aim(place) {
  const over = place === carried.source ? null : place;
  if (over === carried.over) return;
  carried.over?.classList.remove("is-over");
  carried.over = over;
  over?.classList.add("is-over");
}

function letGo() {
  carried?.label?.remove();
  carried?.over?.classList.remove("is-over");
  document.body.classList.remove("is-dragging");
  carried = null;
}

function scrollNear(y) {
  if (y < EDGE) root.scrollBy(0, y - EDGE);
  if (y > innerHeight - EDGE) root.scrollBy(0, y - innerHeight + EDGE);
}

function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}

function post(source, place) {
  const { pin, story } = source.dataset;
  form.elements.act.value = pin ? "move" : "place";
  form.elements.pin.value = pin ?? "";
  form.elements.story.value = pin ? "" : story;
  form.elements.to.value = place.dataset.place;
  form.requestSubmit();
}

const sentence = document.getElementById("raise-text");
const shown = document.querySelector("#raise-preview span");
sentence?.addEventListener("input", () => {
  shown.textContent = sentence.value;
});
