/** The button that takes back what just went out leaves when its minute is over. */
export function startUndo() {
  const button = document.querySelector("[data-undo]");
  if (button) setTimeout(() => { button.hidden = true; }, Number(button.dataset.undo) * 1000);
}
