/** The keys of the writing page on one sheet: by its button, or by “?” outside of fields. */
import { make, say } from "./desk.js";
import { frame } from "./dialog.js";

const WRITING = "input, textarea, select, [contenteditable=true]";
const APPLE = /Mac|iPhone|iPad/.test(navigator.platform);
const MAIN = APPLE ? "⌘" : "Ctrl";
const ALT = APPLE ? "⌥" : "Alt";

const KEYS = [
  ["save", [MAIN, "S"]],
  ["find", [MAIN, "F"]],
  ["undo", [MAIN, "Z"]],
  ["redo", [MAIN, "⇧", "Z"]],
  ["bold", [MAIN, "B"]],
  ["italic", [MAIN, "I"]],
  ["link", [MAIN, "K"]],
  ["paragraph", [MAIN, ALT, "0"]],
  ["heading2", [MAIN, ALT, "2"]],
  ["heading3", [MAIN, ALT, "3"]],
  ["bulletList", [MAIN, "⇧", "8"]],
  ["orderedList", [MAIN, "⇧", "7"]],
  ["toTools", [ALT, "F10"]],
  ["shortcuts", ["?"]],
];

export function showShortcuts() {
  if (document.querySelector("dialog[open]")) return;
  const rows = KEYS.flatMap(([name, keys]) => [
    make("dt", { textContent: say(name) }),
    make("dd", {}, ...keys.flatMap((key, place) => [place ? " + " : "", make("kbd", { textContent: key })])),
  ]);
  frame(say("shortcuts"), make("dl", { className: "w-keys" }, ...rows)).showModal();
}

export function watchShortcuts() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.(WRITING)) return;
    event.preventDefault();
    showShortcuts();
  });
}
