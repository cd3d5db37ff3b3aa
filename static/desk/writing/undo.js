/** The button that takes back what just went out: there for a minute, whichever way it went. */
const button = document.querySelector("[data-undo]");
let over;

export function offerUndo(seconds) {
  if (!button) return;
  clearTimeout(over);
  button.hidden = !seconds;
  if (seconds) over = setTimeout(() => { button.hidden = true; }, seconds * 1000);
}

export function startUndo() {
  if (button) offerUndo(Number(button.dataset.undo));
}
