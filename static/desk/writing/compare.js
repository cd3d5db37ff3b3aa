/** J and K go from change to change; a choice of versions is compared at once. */
const changes = [...document.querySelectorAll(".cmp .chg, .cmp-h1:has(ins, del), .cmp-stand:has(ins, del)")].filter((part) => part.offsetParent);
let at = -1;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=radio]), textarea, select")) return;
  const by = { j: 1, k: -1 }[event.key.toLowerCase()];
  if (!by || !changes.length) return;
  at = (at + by + changes.length) % changes.length;
  changes[at].tabIndex = -1;
  changes[at].focus({ preventScroll: true });
  changes[at].scrollIntoView({ block: "center" });
});

const choice = document.querySelector(".vers-form");
choice?.addEventListener("change", () => choice.requestSubmit());
