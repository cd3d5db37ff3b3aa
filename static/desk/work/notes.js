/** Notes and the words they are about: marked in the text, found from the note, written from what
 * is chosen. Nothing of it is in the text itself: the marks are drawn over it by the browser. */
import { chosen, plain, rangesOf } from "./words.js";

const FIELDS = ["headline", "standfirst"];
const panel = () => document.getElementById("w-panel");
const text = () => document.querySelector("#body-text, [data-story-text]");
const field = (name) => document.getElementById(`id_${name}`);
const marks = globalThis.Highlight && CSS.highlights;
let last = null;

function notes() {
  return [...panel().querySelectorAll("[data-note]:not([data-gone])")];
}

function rangeOf(note) {
  if (note.dataset.field !== "body" || !text()) return null;
  const found = rangesOf(text(), plain(note.querySelector(".note__words").textContent));
  return found[Math.min(Number(note.dataset.number), found.length - 1)] || null;
}

function draw() {
  if (!marks) return;
  const ranges = notes().filter((note) => !("resolved" in note.dataset)).map(rangeOf).filter(Boolean);
  marks.set("note", new Highlight(...ranges));
}
let waiting;
const later = () => { clearTimeout(waiting); waiting = setTimeout(draw, 200); };

/** From the note to its words: shown, and chosen where one writes. */
function show(note) {
  const words = plain(note.querySelector(".note__words").textContent);
  const typed = FIELDS.includes(note.dataset.field) && field(note.dataset.field);
  if (typed) {
    const from = typed.value.indexOf(words);
    typed.focus();
    if (from >= 0) typed.setSelectionRange(from, from + words.length);
    return;
  }
  const range = rangeOf(note);
  if (!range) return;
  if (marks) marks.set("note-now", new Highlight(range));
  text().focus({ preventScroll: true });
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  range.startContainer.parentElement.scrollIntoView({ block: "center" });
}

/** What is chosen now, wherever in the story. */
function remember() {
  const typed = document.activeElement;
  const name = FIELDS.find((each) => field(each) === typed);
  if (name) {
    const words = plain(typed.value.slice(typed.selectionStart, typed.selectionEnd));
    last = words ? { words, before: plain(typed.value.slice(0, typed.selectionStart)), from: typed } : null;
  } else if (text()) {
    const found = chosen(text());
    if (found) last = { ...found, from: text() };
    else if (text().contains(document.activeElement)) last = null;
  }
}

function begin() {
  const form = document.getElementById("note-new");
  if (!form) return;
  remember(); // the keys may be faster than the news of what was chosen
  form.open = true;
  fill();
  const next = document.getElementById(document.getElementById("note-quote").value ? "note-text" : "note-quote");
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function fill() {
  if (!last) return;
  document.getElementById("note-quote").value = last.words;
  document.getElementById("note-before").value = last.before;
}

function ready() {
  if (!panel()) return;
  for (const button of panel().querySelectorAll(".note__find")) button.hidden = !(text() || field("headline"));
  const hint = panel().querySelector("[data-note-hint]");
  if (hint) hint.hidden = !text();
  document.getElementById("note-new")?.addEventListener("toggle", (event) => {
    if (event.target.open && !document.getElementById("note-quote").value) fill();
  });
  document.getElementById("note-quote")?.addEventListener("input", () => {
    document.getElementById("note-before").value = "";
  });
  draw();
}

document.addEventListener("selectionchange", remember);
document.addEventListener("panel:shown", ready);
document.addEventListener("input", later);
document.addEventListener("click", (event) => {
  const note = event.target.closest(".note__find")?.closest("[data-note]");
  if (note) show(note);
});
document.addEventListener("keydown", (event) => {
  if (event.code === "KeyM" && event.altKey && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    begin();
  } else if (event.key === "Escape" && event.target.closest?.("#note-new") && last) {
    event.target.closest("#note-new").open = false;
    last.from.focus();
  }
});
// The editor takes the place of the field a moment later.
const started = { attributes: true, attributeFilter: ["data-writing"] };
new MutationObserver(ready).observe(document.documentElement, started);
ready();
