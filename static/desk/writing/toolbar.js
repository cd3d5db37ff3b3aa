/** The buttons over the text. Each has a name; arrow keys move among them, Tab leaves. */
import { chosenCard } from "./cards.js";
import { ask, button, desk, form, make, say } from "./desk.js";
import { askFor } from "./dialog.js";
import { openFind } from "./find.js";
import { know } from "./known.js";
import { minute } from "./nodes.js";
import { showShortcuts } from "./shortcuts.js";

const at = (editor) => editor.chain().focus();

const STYLES = [
  ["paragraph", (e) => at(e).setParagraph().run(), (e) => e.isActive("paragraph")],
  ["heading2", (e) => at(e).setHeading({ level: 2 }).run(), (e) => e.isActive("heading", { level: 2 })],
  ["heading3", (e) => at(e).setHeading({ level: 3 }).run(), (e) => e.isActive("heading", { level: 3 })],
  ["heading4", (e) => at(e).setHeading({ level: 4 }).run(), (e) => e.isActive("heading", { level: 4 })],
];

const GROUPS = [
  [
    ["bold", (e) => at(e).toggleBold().run(), (e) => e.isActive("bold")],
    ["italic", (e) => at(e).toggleItalic().run(), (e) => e.isActive("italic")],
    ["link", (e) => editLink(e), (e) => e.isActive("link")],
  ],
  [
    ["bulletList", (e) => at(e).toggleBulletList().run(), (e) => e.isActive("bulletList")],
    ["orderedList", (e) => at(e).toggleOrderedList().run(), (e) => e.isActive("orderedList")],
    ["quote", (e) => quote(e, false), (e) => e.isActive("blockquote", { pull: false })],
    ["pull", (e) => quote(e, true), (e) => e.isActive("blockquote", { pull: true })],
  ],
  [
    ["picture", (e) => addPicture(e)],
    ["document", (e) => addDocument(e)],
    ["embed", (e) => addEmbed(e)],
    ["find", (e) => openFind(e)],
    ["more", (e, tool) => more(e, tool)],
  ],
  [
    ["undo", (e) => at(e).undo().run(), null, (e) => e.can().undo()],
    ["redo", (e) => at(e).redo().run(), null, (e) => e.can().redo()],
  ],
];

const MORE = [
  ["entry", (e) => addEntry(e), () => form.elements.kind.value === "live"],
  ["entryTime", (e) => setTime(e), (e) => e.isActive("heading", { level: 2 })],
  ["gallery", (e) => addGallery(e)],
  ["storyCard", (e) => addCard(e)],
  ["factbox", (e) => (e.isActive("factBox") ? at(e).lift("factBox").run() : at(e).insertFactBox().run())],
  ["table", (e) => at(e).insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run()],
  ["rule", (e) => at(e).setHorizontalRule().run()],
  ["source", (e) => addSource(e), (e) => e.isActive("blockquote")],
  ["startAt", (e) => startAt(e), (e) => e.isActive("orderedList")],
  ["strike", (e) => at(e).toggleStrike().run()],
  ["sub", (e) => at(e).toggleSubscript().run()],
  ["sup", (e) => at(e).toggleSuperscript().run()],
  ["code", (e) => at(e).toggleCode().run()],
  ["addRow", (e) => at(e).addRowAfter().run(), (e) => e.isActive("table")],
  ["addColumn", (e) => at(e).addColumnAfter().run(), (e) => e.isActive("table")],
  ["dropRow", (e) => at(e).deleteRow().run(), (e) => e.isActive("table")],
  ["dropColumn", (e) => at(e).deleteColumn().run(), (e) => e.isActive("table")],
  ["headRow", (e) => at(e).toggleHeaderRow().run(), (e) => e.isActive("table")],
  ["headCell", (e) => at(e).toggleHeaderCell().run(), (e) => e.isActive("table")],
  ["dropTable", (e) => at(e).deleteTable().run(), (e) => e.isActive("table")],
  ["shortcuts", () => showShortcuts()],
];

export function toolbar(editor) {
  const bar = make("div", { className: "w-bar", role: "toolbar", "aria-label": say("toolbar"), "aria-controls": "body-text" });
  const style = make("select", { className: "w-bar__style", "aria-label": say("style") }, ...STYLES.map(([name]) => make("option", { value: name, textContent: say(name) })));
  style.addEventListener("change", () => STYLES.find(([name]) => name === style.value)[1](editor));
  bar.append(style);
  const tools = [];
  for (const group of GROUPS) {
    const place = make("div", { className: "w-bar__group" });
    for (const [name, act, active, enabled] of group) {
      const tool = button(name, say(name), () => act(editor, tool));
      place.append(tool);
      tools.push({ tool, active, enabled });
    }
    bar.append(place);
  }
  const show = () => {
    const now = STYLES.slice(1).find(([, , active]) => active(editor)) || STYLES[0];
    style.value = now[0];
    for (const { tool, active, enabled } of tools) {
      if (active) tool.setAttribute("aria-pressed", String(active(editor)));
      if (enabled) tool.disabled = !enabled(editor);
    }
  };
  editor.on("transaction", show);
  show();
  rove(bar);
  editor.view.dom.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      editLink(editor);
    }
    if (event.altKey && event.key === "F10") bar.querySelector("select").focus();
  });
  return bar;
}

/** One stop for Tab; arrows, Home and End move inside. */
function rove(bar) {
  const all = () => [...bar.querySelectorAll("select, button:not([disabled])")];
  all().forEach((tool, number) => { tool.tabIndex = number ? -1 : 0; });
  bar.addEventListener("keydown", (event) => {
    const tools = all();
    const place = tools.indexOf(document.activeElement);
    const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: tools.length - 1 }[event.key];
    if (to === undefined || place < 0) return;
    event.preventDefault();
    const next = tools[(to + tools.length) % tools.length];
    for (const tool of bar.querySelectorAll("select, button")) tool.tabIndex = tool === next ? 0 : -1;
    next.focus();
  });
}

function quote(editor, pull) {
  if (editor.isActive("blockquote", { pull })) return at(editor).lift("blockquote").run();
  if (editor.isActive("blockquote")) return at(editor).updateAttributes("blockquote", { pull }).run();
  return at(editor).wrapIn("blockquote", { pull }).run();
}

function addSource(editor) {
  const { $from } = editor.state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (node.type.name !== "blockquote") continue;
    const end = $from.end(depth);
    if (node.lastChild.type.name === "quoteSource") return at(editor).setTextSelection(end - 1).run();
    return at(editor).insertContentAt(end, { type: "quoteSource" }).setTextSelection(end + 1).run();
  }
  return false;
}

async function editLink(editor) {
  const before = editor.getAttributes("link").href || "";
  if (!before && editor.state.selection.empty) return;
  const answer = await askFor({ title: say("link"), label: say("linkOrStory"), suggest: { label: say("linkStories"), find: ownStories }, value: before, action: say("linkSet"), other: before ? say("linkDrop") : null });
  const chain = at(editor).extendMarkRange("link");
  if (answer === null) editor.commands.focus();
  else if (answer.other || !answer.value) chain.unsetLink().run();
  else chain.setMark("link", { href: whole(answer.value) }).run();
}

/** Stories readers find, by words of theirs; an address is not looked for. */
async function ownStories(typed) {
  if (typed.length < 2 || /^[/#]|:|^\S+\.\S+$/.test(typed)) return [];
  const { data } = await ask(`${desk.places.stories}?${new URLSearchParams({ q: typed, besides: desk.story })}`);
  return (data.stories || []).filter(({ line }) => line.startsWith("/")).slice(0, 6);
}

const whole = (address) => {
  const text = address.trim();
  if (/^[^\s@/]+@[^\s@/]+\.[a-z]+$/i.test(text)) return `mailto:${text}`;
  return /^([a-z][a-z0-9+.-]*:|\/|#)/i.test(text) ? text : `https://${text}`;
};

/** The newest entry of a live story stands first; what there is to know stays above them all. */
function addEntry(editor) {
  const { doc, selection } = editor.state;
  let place = selection.$from.depth ? selection.$from.after(1) : selection.from;
  let found = false;
  doc.forEach((block, offset) => {
    if (found || !block.attrs.time) return;
    place = offset;
    found = true;
  });
  const heading = { type: "heading", attrs: { level: 2, time: minute() } };
  at(editor).insertContentAt(place, [heading, { type: "paragraph" }]).setTextSelection(place + 1).scrollIntoView().run();
}

async function setTime(editor) {
  const { time } = editor.getAttributes("heading");
  const here = (date) => minute(new Date(date - date.getTimezoneOffset() * 60_000)).slice(0, 16);
  const answer = await askFor({ title: say("entryTime"), label: say("entryClock"), value: here(time ? new Date(time) : new Date()), action: say("apply"), other: time ? say("entryNone") : null, type: "datetime-local" });
  const chosen = answer?.value ? new Date(answer.value) : null;
  if (answer?.other) at(editor).updateAttributes("heading", { time: null }).run();
  else if (chosen && !Number.isNaN(chosen.getTime())) at(editor).updateAttributes("heading", { time: minute(chosen) }).run();
  else editor.commands.focus();
}

async function startAt(editor) {
  const { start } = editor.getAttributes("orderedList");
  const answer = await askFor({ title: say("orderedList"), label: say("startAt"), value: String(start), action: say("apply"), type: "number" });
  if (answer) at(editor).updateAttributes("orderedList", { start: Math.max(1, Number.parseInt(answer.value, 10) || 1) }).run();
}

async function addEmbed(editor) {
  const check = async (value) => {
    const { ok, data } = await ask(`${desk.places.embed}?${new URLSearchParams({ address: value })}`);
    return ok ? data : { errors: data.errors || [say("uploadFailed", { name: value })] };
  };
  const answer = await askFor({ title: say("embed"), label: say("embedAddress"), hint: say("embedHint"), action: say("insert"), type: "url", check });
  if (answer) insertTop(editor, { type: "embed", attrs: { provider: answer.checked.provider, address: answer.checked.address } });
}

async function addPicture(editor) {
  const { openChooser } = await import("./chooser.js");
  const [chosen] = await openChooser({});
  if (!chosen) return;
  know(chosen);
  insertTop(editor, { type: "picture", attrs: { "image-id": String(chosen.id) } });
}

/** A link on the chosen words; without any, the title of the document as its words. */
async function addDocument(editor) {
  const { chooseDocument } = await import("./documents.js");
  const chosen = await chooseDocument();
  if (!chosen) { editor.commands.focus(); return; }
  const link = { type: "link", attrs: { href: chosen.line } };
  if (!editor.state.selection.empty) at(editor).setMark("link", link.attrs).run();
  else at(editor).insertContent({ type: "text", text: chosen.title, marks: [link] }).unsetMark("link").run();
}

async function addGallery(editor) {
  const { openChooser } = await import("./chooser.js");
  const chosen = await openChooser({ several: true });
  if (!chosen.length) return;
  chosen.forEach(know);
  insertTop(editor, { type: "gallery", attrs: { "image-ids": chosen.map((picture) => picture.id).join(",") } });
}

async function addCard(editor) {
  const card = await chosenCard();
  if (card) insertTop(editor, card);
  else editor.commands.focus();
}

/** Figures stand on the page itself: after the block the cursor is in, however deep. */
function insertTop(editor, node) {
  const { $from } = editor.state.selection;
  const block = $from.depth ? $from.node(1) : null;
  const empty = block?.type.name === "paragraph" && block.content.size === 0;
  const place = $from.depth ? (empty ? { from: $from.before(1), to: $from.after(1) } : $from.after(1)) : $from.pos;
  at(editor).insertContentAt(place, node).run();
}

function more(editor, tool) {
  document.getElementById("w-more-menu")?.remove();
  const menu = make("div", { id: "w-more-menu", className: "w-menu", popover: "auto", role: "menu", "aria-label": say("more") });
  for (const [name, act, when] of MORE) {
    if (when && !when(editor)) continue;
    const item = make("button", { type: "button", role: "menuitem", tabIndex: -1, textContent: say(name) });
    item.addEventListener("click", () => { menu.hidePopover(); act(editor); });
    menu.append(item);
  }
  menu.addEventListener("toggle", (event) => { if (event.newState === "closed") menu.remove(); });
  menu.addEventListener("keydown", (event) => {
    const items = [...menu.children];
    const place = items.indexOf(document.activeElement);
    const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) { event.preventDefault(); items[(to + items.length) % items.length].focus(); }
  });
  tool.after(menu);
  menu.showPopover();
  if (matchMedia("(width >= 48rem)").matches) {
    const { bottom, right } = tool.getBoundingClientRect();
    menu.style.top = `${Math.min(bottom, innerHeight - menu.offsetHeight)}px`;
    menu.style.left = `${Math.max(0, right - menu.offsetWidth)}px`;
  }
  menu.firstChild.focus();
}
