/**
 * Keys, buttons, a counter and the whole screen for a row of pictures. Swiping is the browser's
 * own scrolling; without this file the row is scrolled by hand.
 */
export function enhance(gallery) {
  const view = gallery.querySelector(".gallery__view");
  const list = view.querySelector(".gallery__list");
  const pictures = [...list.children];
  const bar = view.querySelector(".gallery__bar");
  const dialog = gallery.querySelector("dialog");
  if (!bar) return;
  const counter = bar.querySelector("[data-words]");
  const [whole, close] = ["[data-whole]", "[data-close]"].map((name) => bar.querySelector(name));
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const last = pictures.length - 1;
  let current = 0;

  function show(number, behavior = calm.matches ? "auto" : "smooth") {
    current = Math.min(last, Math.max(0, number));
    list.scrollTo({ left: pictures[current].offsetLeft - pictures[0].offsetLeft, behavior });
    say();
  }

  function say() {
    const words = counter.dataset.words.replace("#", current + 1);
    if (counter.textContent !== words) counter.textContent = words;
    for (const button of bar.querySelectorAll("[data-step]")) {
      button.setAttribute("aria-disabled", current === (button.dataset.step > 0 ? last : 0));
    }
  }

  function settle() {
    const step = pictures[1].offsetLeft - pictures[0].offsetLeft;
    current = Math.min(last, Math.round(list.scrollLeft / step));
    say();
  }

  let waits = 0;
  list.addEventListener("scroll", () => {
    clearTimeout(waits);
    waits = setTimeout(settle, 120);
  });
  view.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 0, End: last }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    show(to);
  });
  bar.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]")?.dataset.step;
    if (step) show(current + Number(step));
  });

  /** The pictures themselves move, so nothing is loaded twice; their room stays. */
  function move(into, before) {
    const kept = current;
    into.insertBefore(view, before);
    whole.hidden = dialog.open;
    close.hidden = !dialog.open;
    show(kept, "auto");
  }

  whole.addEventListener("click", () => {
    gallery.style.minHeight = `${gallery.offsetHeight}px`;
    for (const part of list.querySelectorAll("source, img")) part.sizes = "100vw";
    dialog.showModal();
    move(dialog, null);
    list.focus();
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    move(gallery, dialog.nextSibling);
    gallery.style.minHeight = "";
    whole.focus();
  });
  say();
}
