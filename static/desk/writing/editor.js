/** The text of the story: the prose editor with the story's own blocks, in place of the field. */
import {
  Bold, BulletList, Code, Dropcursor, Editor, Extension, Gapcursor, HardBreak, History,
  HorizontalRule, Italic, Paragraph, Plugin, Strike, Subscript, Superscript, TableRow, Text, TrailingNode,
} from "../../django_prose_editor/editor.js";
import { StoryCard } from "./cards.js";
import { ask, desk, form, make, say } from "./desk.js";
import { Embed, Gallery, Picture } from "./figures.js";
import { Find } from "./find.js";
import {
  FactBox, Preformatted, Quote, QuoteSource, StoryCell, StoryDocument, StoryHeaderCell, StoryHeading,
  StoryLink, StoryListItem, StoryOrderedList, StoryTable,
} from "./nodes.js";
import { toolbar } from "./toolbar.js";

const BLOCKS = [
  StoryDocument, Paragraph, Text, HardBreak, StoryHeading, BulletList, StoryOrderedList, StoryListItem,
  Quote, QuoteSource, FactBox, HorizontalRule, Preformatted, StoryTable, TableRow, StoryCell, StoryHeaderCell,
  Picture, Gallery, Embed, StoryCard,
];
const MARKS = [StoryLink, Bold, Italic, Strike, Subscript, Superscript, Code];

/** A separator belongs on the page itself, as figures do. */
const TopRule = HorizontalRule.extend({ group: "top" });

/** What is pasted goes through the server's sanitiser, which knows Word, Google Docs and embeds. */
const CleanPaste = Extension.create({
  name: "cleanPaste",
  addProseMirrorPlugins() {
    const { editor } = this;
    // Before ProseMirror reads the clipboard: styles in what it reads would break the content policy.
    const paste = (view, event) => {
      if (!pasted(editor, event)) return false;
      event.preventDefault();
      return true;
    };
    return [new Plugin({ props: { handleDOMEvents: { paste } } })];
  },
});

function pasted(editor, event) {
  const html = event.clipboardData?.getData("text/html") || "";
  const text = event.clipboardData?.getData("text/plain") || "";
  const address = /^https?:\/\/\S+$/.test(text.trim()) && editor.state.selection.empty;
  const { parent } = editor.state.selection.$from;
  if (editor.isActive("codeBlock") || html.includes("data-pm-slice")) return false;
  if (html && !address) {
    insertClean(editor, html, html);
    return true;
  }
  if (address && parent.type.name === "paragraph" && parent.content.size === 0) {
    insertClean(editor, `<p>${escaped(text.trim())}</p>`, `<p><a href="${escaped(text.trim())}">${escaped(text.trim())}</a></p>`);
    return true;
  }
  return false;
}

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);

async function insertClean(editor, html, otherwise) {
  const before = editor.state.selection;
  const body = new URLSearchParams({ html });
  const { ok, data } = await ask(desk.places.clean, { method: "POST", body });
  // While the server was asked, the cursor may have moved; the text goes where it was pasted.
  const size = editor.state.doc.content.size;
  const range = { from: Math.min(before.from, size), to: Math.min(before.to, size) };
  let content = ok ? data.html : otherwise;
  const inline = /^<p>((?:(?!<\/?p>).)*)<\/p>$/s.exec(content.trim());
  if (inline && editor.state.doc.resolve(range.from).parent.content.size) content = inline[1];
  editor.chain().focus().insertContentAt(range, content, { parseOptions: { preserveWhitespace: false } }).scrollIntoView().run();
}

export function startEditor() {
  const field = form.querySelector("[data-story-body]");
  const place = make("div", { className: "prose-editor" });
  field.before(place);
  place.append(field);
  const editor = new Editor({
    element: place,
    content: field.value,
    extensions: [
      ...BLOCKS.map((block) => (block === HorizontalRule ? TopRule : block)), ...MARKS,
      History, Dropcursor, Gapcursor, CleanPaste, Find, TrailingNode.configure({ notAfter: ["paragraph"] }),
    ],
    // Its own style element would break the content policy; text.css says the same.
    injectCSS: false,
    onUpdate: () => {
      field.value = editor.isEmpty ? "" : editor.getHTML();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  const dom = editor.view.dom;
  dom.classList.add("prose");
  dom.id = "body-text";
  dom.setAttribute("role", "textbox");
  dom.setAttribute("aria-multiline", "true");
  dom.setAttribute("aria-label", say("text"));
  dom.spellcheck = true;
  form.querySelector('label[for="id_body"]').remove(); // it was the field's, which the editor names itself
  place.prepend(toolbar(editor));
  // Some of its own paragraphs come with the first step, which is not to be the writer's.
  editor.view.dispatch(editor.state.tr);
  // What the editor writes the same way another time is no change of the writer's.
  field.value = editor.isEmpty ? "" : editor.getHTML();
  return editor;
}
