/** The text of a page, written as readers see it. What the editor cannot hold stays HTML. */
import {
  Bold, BulletList, Editor, Gapcursor, HardBreak, History, HorizontalRule, Italic, Paragraph, TableRow, Text,
} from "../../django_prose_editor/editor.js";
import {
  FactBox, Quote, QuoteSource, StoryCell, StoryDocument, StoryHeaderCell, StoryHeading, StoryLink,
  StoryListItem, StoryOrderedList, StoryTable,
} from "../writing/nodes.js";

const KEPT = [
  StoryDocument, Paragraph, Text, HardBreak, StoryHeading, BulletList, StoryOrderedList, StoryListItem, Quote,
  QuoteSource, FactBox, HorizontalRule.extend({ group: "top" }), StoryTable, TableRow, StoryCell,
  StoryHeaderCell, StoryLink, Bold, Italic, History, Gapcursor,
];
const LOST = "figure, iframe, img, pre, sub, sup, s";
/** What mail programs show alike, and nothing that could not be kept. */
const SHORT = [
  StoryDocument.extend({ content: "block+" }), Paragraph, Text, HardBreak, BulletList, StoryOrderedList, StoryListItem, Quote, QuoteSource, StoryLink,
  Bold, Italic, History, Gapcursor,
];

const at = (editor) => editor.chain().focus();
const DEEDS = {
  paragraph: (e) => at(e).setParagraph().run(),
  heading: (e) => at(e).toggleHeading({ level: 2 }).run(),
  bold: (e) => at(e).toggleBold().run(),
  italic: (e) => at(e).toggleItalic().run(),
  bulletList: (e) => at(e).toggleBulletList().run(),
  orderedList: (e) => at(e).toggleOrderedList().run(),
  unlink: (e) => at(e).extendMarkRange("link").unsetLink().run(),
  undo: (e) => at(e).undo().run(),
};

function start(root) {
  const field = root.querySelector("textarea");
  const written = new DOMParser().parseFromString(field.value, "text/html");
  if (written.querySelector(LOST)) return;
  const editor = new Editor({
    element: root.querySelector("[data-page-place]"),
    content: field.value,
    extensions: root.dataset.pageText === "short" ? SHORT : KEPT,
    injectCSS: false,
    onUpdate: () => {
      field.value = editor.isEmpty ? "" : editor.getHTML();
    },
    onTransaction: () => mark(root, editor),
  });
  const dom = editor.view.dom;
  const label = document.querySelector(`label[for="${field.id}"]`);
  label.id ||= `${field.id}_label`;
  dom.classList.add("prose");
  dom.setAttribute("role", "textbox");
  dom.setAttribute("aria-multiline", "true");
  dom.setAttribute("aria-labelledby", label.id);
  label.addEventListener("click", () => editor.commands.focus());
  const typing = document.activeElement === field;
  field.hidden = true;
  if (typing) editor.commands.focus();
  startBar(root, editor);
}

function startBar(root, editor) {
  const bar = root.querySelector("[role=toolbar]");
  const address = bar.querySelector("input");
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const name = event.target.closest("button")?.dataset.do;
    if (name === "link") link(editor, address);
    else if (name) DEEDS[name](editor);
  });
  address.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    link(editor, address);
  });
}

function link(editor, address) {
  if (!address.value) {
    address.focus();
    return;
  }
  at(editor).extendMarkRange("link").setLink({ href: address.value }).run();
  address.value = "";
}

function mark(root, editor) {
  for (const button of root.querySelectorAll("[data-do]")) {
    const name = button.dataset.do;
    if (name in DEEDS && !["undo", "unlink"].includes(name)) {
      button.setAttribute("aria-pressed", String(editor.isActive(name)));
    }
  }
}

/** What is folded away is begun when it is pressed, before it opens: nobody meets the plain field. */
function startLate(root, fold) {
  const begun = new AbortController();
  const begin = () => {
    begun.abort();
    start(root);
  };
  // Searching the page opens it without a press.
  for (const kind of ["click", "toggle"]) fold.addEventListener(kind, begin, { signal: begun.signal });
}

for (const root of document.querySelectorAll("[data-page-text]")) {
  const fold = root.closest("details:not([open])");
  if (fold) startLate(root, fold);
  else start(root);
}
