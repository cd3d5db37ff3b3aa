/** Find and replace in the text: a bar under the toolbar, by keyboard alone if one likes. */
import { Extension, Plugin, pm } from "../../django_prose_editor/editor.js";
import { button, make, say } from "./desk.js";
import { matches } from "./found.js";

const { PluginKey, TextSelection } = pm.state;
const { Decoration, DecorationSet } = pm.view;
const KEY = new PluginKey("find");
const NOTHING = { words: "", options: {}, found: [], now: -1 };
let bar = null;

/** What is looked for, and where it stands in the text as it is now. */
export const Find = Extension.create({
  name: "find",
  addProseMirrorPlugins() {
    return [new Plugin({
      key: KEY,
      state: { init: () => NOTHING, apply },
      props: {
        decorations(state) {
          const { found, now } = KEY.getState(state);
          const drawn = found.map(({ from, to }, place) => Decoration.inline(from, to, { class: place === now ? "w-hit w-hit--now" : "w-hit" }));
          return drawn.length ? DecorationSet.create(state.doc, drawn) : null;
        },
      },
    })];
  },
  addKeyboardShortcuts() {
    return { "Mod-f": () => openFind(this.editor) };
  },
});

function apply(tr, before) {
  const asked = tr.getMeta(KEY);
  if (!asked && !tr.docChanged) return before;
  const { words, options } = asked ?? before;
  if (!words) return NOTHING;
  const found = matches(tr.doc, words, options);
  // Told where to stand; else where it stood, wherever that is by now.
  const held = before.found[before.now];
  const from = asked?.from ?? (held ? tr.mapping.map(held.from) : 0);
  const next = found.findIndex((match) => match.from >= from);
  return { words, options, found, now: found.length ? Math.max(0, next) : -1 };
}

export function openFind(editor) {
  bar ??= build(editor);
  bar.open();
  return true;
}

function build(editor) {
  const { view } = editor;
  const words = field("w-find-words", "findWords");
  const other = field("w-find-other", "findOther");
  const whole = tick("w-find-whole", "findWhole");
  const cased = tick("w-find-cased", "findCased");
  const says = make("p", { className: "w-find__says", role: "status" });
  const state = () => KEY.getState(view.state);
  const options = () => ({ whole: whole.box.checked, cased: cased.box.checked });

  const look = (from) => {
    view.dispatch(view.state.tr.setMeta(KEY, { words: words.box.value, options: options(), from }));
    tell();
  };
  const tell = (done = "") => {
    const { found, now } = state();
    const where = found.length ? say("findPlace", { number: now + 1, count: found.length }) : say("noneFound");
    says.textContent = [done, words.box.value ? where : ""].filter(Boolean).join(" ");
    view.dom.querySelector(".w-hit--now")?.scrollIntoView({ block: "center" });
  };
  const go = (by) => {
    const { found, now } = state();
    if (found.length) look(found[(now + by + found.length) % found.length].from);
    else tell();
  };
  const put = (tr, { from, to }) => (other.box.value ? tr.insertText(other.box.value, from, to) : tr.delete(from, to));
  const replace = () => {
    const { found, now } = state();
    if (!found.length) return tell();
    const tr = pm.history.closeHistory(view.state.tr);
    put(tr, found[now]);
    // What was put in is not found again at once.
    const from = found[now].from + other.box.value.length;
    view.dispatch(tr.setMeta(KEY, { words: words.box.value, options: options(), from }));
    return tell(say("replacedOne"));
  };
  const replaceAll = () => {
    const { found } = state();
    if (!found.length) return tell();
    const tr = pm.history.closeHistory(view.state.tr);
    for (const match of [...found].reverse()) put(tr, match);
    view.dispatch(tr);
    return tell(say(found.length === 1 ? "replacedOne" : "replaced", { count: found.length }));
  };
  const close = () => {
    const { found, now } = state();
    const tr = view.state.tr.setMeta(KEY, NOTHING);
    if (found.length) tr.setSelection(TextSelection.create(tr.doc, found[now].from, found[now].to));
    view.dispatch(tr);
    sheet.hidden = true;
    view.focus();
  };

  const sheet = make(
    "div",
    { className: "w-find", role: "search", "aria-label": say("find"), hidden: true },
    make("div", { className: "w-find__row" }, words.label, words.box, button("up", say("findBefore"), () => go(-1)), button("down", say("findNext"), () => go(1)), button("close", say("findClose"), close)),
    make("div", { className: "w-find__row" }, other.label, other.box, act("replaceThis", replace), act("replaceAll", replaceAll)),
    make("div", { className: "w-find__row" }, whole.label, cased.label, says),
  );
  // Without names its fields are not saved with the story, and what is typed here is no change of it.
  sheet.addEventListener("input", (event) => {
    event.stopPropagation();
    if (event.target !== other.box) look(view.state.selection.from);
  });
  sheet.addEventListener("change", (event) => event.stopPropagation());
  sheet.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && event.target === words.box) go(event.shiftKey ? -1 : 1);
    else if (event.key === "Enter" && event.target === other.box) replace();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  editor.on("update", () => { if (!sheet.hidden && !sheet.contains(document.activeElement)) tell(); });
  view.dom.closest(".prose-editor").querySelector(".w-bar").after(sheet);
  return {
    open() {
      const { from, to } = view.state.selection;
      const chosen = view.state.doc.textBetween(from, to, "\n");
      if (chosen && !chosen.includes("\n") && chosen.length <= 80) words.box.value = chosen;
      sheet.hidden = false;
      look(from);
      words.box.focus();
      words.box.select();
    },
  };
}

function field(id, name) {
  return {
    label: make("label", { for: id, textContent: say(name) }),
    box: make("input", { id, type: "text", className: "w-find__words", autocomplete: "off", spellcheck: false }),
  };
}

function tick(id, name) {
  const box = make("input", { id, type: "checkbox" });
  return { box, label: make("label", { for: id, className: "w-find__tick" }, box, ` ${say(name)}`) };
}

function act(name, action) {
  const made = make("button", { type: "button", className: "lnk", textContent: say(name) });
  made.addEventListener("click", action);
  return made;
}
