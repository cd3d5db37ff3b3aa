/** The blocks of a story as the prose editor knows them; each reads and writes the stored HTML. */
import { Blockquote, CodeBlock, Document, Heading, Link, ListItem, Node, OrderedList, Table, TableCell, TableHeader } from "../../django_prose_editor/editor.js";

const FLOWING = "(paragraph | bulletList | orderedList)";

export const StoryDocument = Document.extend({ content: "(block | top)+" });

/** The clock of this computer, for a time kept in UTC. */
const clockOf = (time) => new Date(time).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** Now, to the minute, as an entry of a live story keeps it. */
export const minute = (date = new Date()) => `${date.toISOString().slice(0, 16)}Z`;

/** h2 to h4. An id stays with its heading when the words change; so does the time of an entry. */
export const StoryHeading = Heading.configure({ levels: [2, 3, 4] }).extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      id: { default: null, keepOnSplit: false, parseHTML: (element) => element.id || null },
      time: {
        default: null,
        keepOnSplit: false,
        parseHTML: (element) => element.dataset.time || null,
        // The clock is for the eye; the server keeps the time alone.
        renderHTML: ({ time }) => (time ? { "data-time": time, "data-clock": clockOf(time) } : {}),
      },
    };
  },
  parseHTML() {
    const levels = { h1: 2, h2: 2, h3: 3, h4: 4, h5: 4, h6: 4 };
    return Object.entries(levels).map(([tag, level]) => ({ tag, attrs: { level } }));
  },
});

/** Numbers may start elsewhere than at 1; letters and Roman numerals are not for news. */
export const StoryOrderedList = OrderedList.extend({
  addAttributes() {
    return {
      start: {
        default: 1,
        parseHTML: (element) => Number.parseInt(element.getAttribute("start") || "1", 10) || 1,
        renderHTML: ({ start }) => (start === 1 ? {} : { start }),
      },
    };
  },
  renderHTML({ HTMLAttributes }) {
    return ["ol", HTMLAttributes, 0];
  },
  addNodeView: null,
});

export const StoryListItem = ListItem.extend({ content: `paragraph ${FLOWING}*` });

/** A quote, with who said it; a pull quote repeats words of the story. */
export const Quote = Blockquote.extend({
  content: `${FLOWING}+ quoteSource?`,
  addAttributes() {
    return {
      pull: {
        default: false,
        parseHTML: (element) => element.classList.contains("pull"),
        renderHTML: ({ pull }) => (pull ? { class: "pull" } : {}),
      },
    };
  },
  parseHTML() {
    return [{ tag: "blockquote" }];
  },
  renderHTML({ HTMLAttributes }) {
    return ["blockquote", HTMLAttributes, 0];
  },
});

export const QuoteSource = Node.create({
  name: "quoteSource",
  content: "inline*",
  defining: true,
  parseHTML: () => [{ tag: "footer", context: "blockquote/" }],
  renderHTML: () => ["footer", 0],
  addKeyboardShortcuts() {
    return { Enter: ({ editor }) => leave(editor, this.name, 2) };
  },
});

export const FactBox = Node.create({
  name: "factBox",
  group: "block",
  content: "(paragraph | heading | bulletList | orderedList | table)+",
  defining: true,
  isolating: true,
  parseHTML: () => [{ tag: "aside.factbox" }],
  renderHTML: () => ["aside", { class: "factbox" }, 0],
  addCommands() {
    return {
      insertFactBox: () => ({ commands }) =>
        commands.insertContent({ type: this.name, content: [{ type: "heading", attrs: { level: 3 } }, { type: "paragraph" }] }),
    };
  },
});

/** Out of a block that is a line of text, into a paragraph after it. */
export function leave(editor, name, depth = 1) {
  const { $from } = editor.state.selection;
  if ($from.parent.type.name !== name) return false;
  const after = $from.after($from.depth - depth + 1);
  return editor.chain().insertContentAt(after, { type: "paragraph" }).setTextSelection(after + 1).scrollIntoView().run();
}

export const StoryTable = Table.extend({
  addAttributes() {
    return {
      caption: {
        default: null,
        parseHTML: (element) => element.querySelector(":scope > caption")?.textContent.trim() || null,
        rendered: false,
      },
    };
  },
  parseHTML() {
    return [{ tag: "table" }, { tag: "caption", ignore: true }];
  },
  renderHTML({ node }) {
    const body = ["tbody", 0];
    return node.attrs.caption ? ["table", ["caption", node.attrs.caption], body] : ["table", body];
  },
  addNodeView: null,
});

const span = (name) => ({
  default: 1,
  parseHTML: (element) => Number.parseInt(element.getAttribute(name) || "1", 10) || 1,
  renderHTML: (attributes) => (attributes[name] === 1 ? {} : { [name]: attributes[name] }),
});
const CELL = `${FLOWING}+`;
const width = { default: null, rendered: false, parseHTML: () => null };

export const StoryCell = TableCell.extend({
  content: CELL,
  addAttributes: () => ({ colspan: span("colspan"), rowspan: span("rowspan"), colwidth: width }),
  renderHTML: ({ HTMLAttributes }) => ["td", HTMLAttributes, 0],
});

export const StoryHeaderCell = TableHeader.extend({
  content: CELL,
  addAttributes: () => ({
    colspan: span("colspan"),
    rowspan: span("rowspan"),
    colwidth: width,
    scope: { default: null, parseHTML: (element) => element.getAttribute("scope") },
  }),
  renderHTML: ({ HTMLAttributes }) => ["th", HTMLAttributes, 0],
});

/** Links to pages, mail, telephone and places in this text; the server has the last word. */
export const StoryLink = Link.configure({ enableTarget: false, autolink: false, linkOnPaste: true, protocols: ["http", "https", "mailto", "tel"] }).extend({
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [{ tag: "a[href]" }],
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
  addKeyboardShortcuts: () => ({}),
});

export const Preformatted = CodeBlock.extend({
  addAttributes: () => ({}),
  renderHTML: () => ["pre", ["code", 0]],
});
