/** Arrow keys turn the pictures of a gallery. Without it the row is scrolled by hand. */
export function enhance(gallery) {
  const list = gallery.querySelector(".gallery__list");
  if (!list) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  list.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const width = list.firstElementChild?.getBoundingClientRect().width ?? list.clientWidth;
    list.scrollBy({ left: step * width, behavior: calm.matches ? "auto" : "smooth" });
  });
}
