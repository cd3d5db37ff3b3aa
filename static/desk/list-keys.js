/** Keys of a list: arrows move, X chooses, / searches, N begins. Never while writing in a field. */
const WRITING = "input:not([type=checkbox]), textarea, select, [contenteditable=true]";
const LINKS = "#result_list tbody th a, #result_grid a";

export function listKeys(page) {
  const links = [...page.querySelectorAll(LINKS)];
  const search = page.getElementById("searchbar");
  for (const hint of page.querySelectorAll(".keys")) hint.hidden = links.length === 0;

  const move = (step) => {
    const at = links.indexOf(page.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
  };
  const doings = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    "/": () => {
      search?.focus();
      search?.select();
    },
    x: () => page.activeElement.closest("tr")?.querySelector(".action-select")?.click(),
    n: () => page.getElementById("dk-new")?.click(),
  };

  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!search && links.length === 0) return;
    if (event.target.matches(WRITING)) return;
    const doing = doings[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!doing) return;
    event.preventDefault();
    doing();
  });
}
