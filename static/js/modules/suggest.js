/** Fills the search field's own list with what begins as it was typed. */
const PAUSE = 200;

export function enhance(field) {
  let waiting;
  field.addEventListener("input", (event) => {
    clearTimeout(waiting);
    // A word taken from the list comes whole.
    if (event.inputType?.startsWith("insert")) waiting = setTimeout(ask, PAUSE);
  });
  async function ask() {
    const typed = field.value;
    const answer = await fetch(`/search/suggest/?q=${encodeURIComponent(typed)}`).catch(() => null);
    if (!answer?.ok || field.value !== typed) return;
    const { words } = await answer.json();
    field.list?.replaceChildren(...words.map((word) => new Option(word, word)));
  }
}
