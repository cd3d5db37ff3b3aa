/** Where words stand in a text, accents and the form of quotes aside. */

const LETTER = /[\p{L}\p{N}_]/u;
const ALIKE = new Map([["’", "'"], ["‘", "'"], ["“", '"'], ["”", '"'], ["«", '"'], ["»", '"'], ["\u00a0", " "], ["\u202f", " "]]);

/** The letters without accents, and from where to where in the text each came. */
function folded(text, cased) {
  let letters = "";
  const from = [];
  const to = [];
  let place = 0;
  for (const sign of text) {
    let plain = (ALIKE.get(sign) ?? sign).normalize("NFD").replace(/\p{M}/gu, "");
    if (!cased) plain = plain.toLowerCase();
    for (let unit = 0; unit < plain.length; unit += 1) {
      from.push(place);
      to.push(place + sign.length);
    }
    // An accent of its own belongs to the letter before it.
    if (!plain && to.length) to[to.length - 1] = place + sign.length;
    letters += plain;
    place += sign.length;
  }
  return { letters, from, to };
}

function stands(letters, start, end) {
  const before = [...letters.slice(Math.max(0, start - 2), start)].at(-1) ?? "";
  const after = [...letters.slice(end, end + 2)][0] ?? "";
  return !LETTER.test(before) && !LETTER.test(after);
}

/** [from, to] of each place in one run of text; none overlaps the one before it. */
export function placesIn(text, words, { whole = false, cased = false } = {}) {
  const wanted = folded(words, cased).letters;
  const found = [];
  if (!wanted) return found;
  const { letters, from, to } = folded(text, cased);
  let start = letters.indexOf(wanted);
  while (start >= 0) {
    const end = start + wanted.length;
    const fits = !whole || stands(letters, start, end);
    if (fits) found.push([from[start], to[end - 1]]);
    start = letters.indexOf(wanted, fits ? end : start + 1);
  }
  return found;
}

/** The same in a document: from block to block, across what is bold or linked within one. */
export function matches(doc, words, options) {
  const found = [];
  doc.descendants((node, at) => {
    if (!node.isTextblock) return true;
    const text = node.textBetween(0, node.content.size, "\n", "\n");
    for (const [from, to] of placesIn(text, words, options)) found.push({ from: at + 1 + from, to: at + 1 + to });
    return false;
  });
  return found;
}
