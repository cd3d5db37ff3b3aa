/** Words on the page and where they stand: spaces count as one, a block ends the words before it. */
const BLOCKS = "p, h1, h2, h3, h4, li, td, th, caption, figcaption, blockquote, pre, cite, summary";

export const plain = (text) => text.replace(/\s+/g, " ").trim();

/** The text of the root as one string, and for each of its signs the text node and offset. */
function spread(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let text = "";
  const at = [];
  let block = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest("[contenteditable=false], .w-tool")) continue;
    const own = node.parentElement.closest(BLOCKS);
    if (own !== block && text) { text += "\n"; at.push([node, 0]); }
    block = own;
    for (let n = 0; n < node.data.length; n += 1) {
      const sign = /\s/.test(node.data[n]) ? " " : node.data[n];
      if (sign === " " && (text === "" || /[ \n]$/.test(text))) continue;
      text += sign;
      at.push([node, n]);
    }
  }
  return { text, at };
}

/** Ranges of the words, one for each time they stand there. */
export function rangesOf(root, words) {
  const { text, at } = spread(root);
  const found = [];
  for (let from = text.indexOf(words); words && from >= 0; from = text.indexOf(words, from + words.length)) {
    const range = document.createRange();
    const [last, offset] = at[from + words.length - 1];
    range.setStart(...at[from]);
    range.setEnd(last, offset + 1);
    found.push(range);
  }
  return found;
}

/** What is chosen inside the root: its words within one block, and those before them there. */
export function chosen(root) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed || !root.contains(selection.anchorNode)) return null;
  const range = selection.getRangeAt(0).cloneRange();
  const start = range.startContainer;
  const element = start.nodeType === Node.TEXT_NODE ? start.parentElement : start;
  const block = element.closest(BLOCKS) || element;
  if (!block.contains(range.endContainer)) range.setEnd(block, block.childNodes.length);
  const before = document.createRange();
  before.setStart(block, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const words = plain(range.toString());
  return words ? { words, before: plain(before.toString()).slice(-80) } : null;
}
