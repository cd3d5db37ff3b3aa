/** Contents, length, counters and checks beside the text, as one types. */
import { form, icon, make, say } from "./desk.js";
import { known } from "./known.js";

const WORDS_A_MINUTE = 230;
const AIMS = { headline: 65, standfirst: 200 };

export function startChecks(editor) {
  for (const field of form.querySelectorAll("[data-one-line]")) oneLine(field);
  const counters = [...form.querySelectorAll("[data-count-of]")];
  let waiting;
  const later = () => { clearTimeout(waiting); waiting = setTimeout(all, 150); };
  const all = () => {
    counters.forEach(count);
    contents(editor);
    check(editor);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  document.addEventListener("picture:known", later);
  document.addEventListener("lead:changed", later);
  all();
}

/** Headline and standfirst are one paragraph each: Enter goes on to the next field. */
function oneLine(field) {
  const grow = () => {
    if (/\n/.test(field.value)) field.value = field.value.replace(/\s*\n\s*/g, " ");
    if (CSS.supports("field-sizing", "content")) return;
    field.rows = 1;
    field.rows = Math.max(1, Math.round(field.scrollHeight / Number.parseFloat(getComputedStyle(field).lineHeight)));
  };
  field.addEventListener("input", grow);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    (field.name === "headline" ? form.elements.standfirst : document.getElementById("body-text")).focus();
  });
  grow();
}

function count(place) {
  const length = document.getElementById(place.dataset.countOf).value.trim().length;
  const aim = Number(place.dataset.aim);
  const over = length - aim;
  place.textContent = length === 0 ? "" : say(over > 0 ? "countOver" : "count", { count: length, aim, over });
  place.classList.toggle("is-over", over > 0);
}

function contents(editor) {
  const list = document.getElementById("w-toc");
  const found = [...editor.view.dom.querySelectorAll(":scope > :is(h2, h3)")].filter((heading) => heading.textContent.trim());
  if (found.length) {
    list.replaceChildren(...found.map((heading) => {
      const link = make("a", { href: "#body-text", textContent: heading.textContent.replace(/:$/, "") });
      link.addEventListener("click", (event) => {
        event.preventDefault();
        heading.scrollIntoView({ block: "center" });
        editor.commands.focus(editor.view.posAtDOM(heading, 0));
      });
      return make("li", { className: heading.localName }, link);
    }));
  }
  const words = editor.getText({ blockSeparator: " " }).split(/\s+/).filter(Boolean).length;
  const minutes = Math.max(1, Math.ceil(words / WORDS_A_MINUTE));
  document.getElementById("w-len").textContent = say(minutes === 1 ? "oneMinute" : "words", { words, minutes });
}

function check(editor) {
  const found = [
    length("headline"), length("standfirst"), bylines(), lead(), ...inText(editor), label(),
  ].filter(Boolean);
  found.sort((a, b) => Number(a.good) - Number(b.good));
  document.getElementById("w-checks").replaceChildren(...found.map(({ good, text, field }) => {
    const words = good ? make("span", { textContent: text }) : make("a", { href: `#${field}`, textContent: text });
    if (!good) words.addEventListener("click", (event) => { event.preventDefault(); document.getElementById(field).focus(); });
    return make("li", { className: good ? "ok" : "err" }, icon(good ? "good" : "bad"), words);
  }));
}

function length(name) {
  const size = form.elements[name].value.trim().length;
  const field = `id_${name}`;
  if (!size) return { good: false, field, text: say(`${name}None`) };
  const good = size <= AIMS[name];
  return { good, field, text: say(`${name}${good ? "Good" : "Long"}`, { count: size, aim: AIMS[name] }) };
}

function bylines() {
  const names = [...form.elements.authors.selectedOptions].map((option) => option.textContent);
  return { good: names.length > 0, field: "chosen-authors", text: names.length ? say("bylineGood", { names: names.join(", ") }) : say("bylineNone") };
}

function lead() {
  const id = form.elements.lead_image.value;
  if (!id) return { good: true, text: say("leadNone") };
  const picture = known(id);
  if (!picture) return null;
  return { good: picture.described, field: "lead-change", text: say(picture.described ? "leadGood" : "leadBare") };
}

function inText(editor) {
  const ids = new Set();
  editor.state.doc.descendants((node) => {
    for (const id of `${node.attrs["image-id"] || ""},${node.attrs["image-ids"] || ""}`.split(",")) if (id) ids.add(id);
  });
  const bare = [...ids].filter((id) => known(id) && !known(id).described).length;
  return bare ? [{ good: false, field: "body-text", text: say(bare === 1 ? "bodyBareOne" : "bodyBare", { count: bare }) }] : [];
}

function label() {
  const text = form.elements.label.value.trim();
  return { good: true, text: text ? say("labelGood", { label: text }) : say("labelNone") };
}
