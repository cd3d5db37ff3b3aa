/** Contents, length, counters and checks beside the text, as one types. */
import { desk, form, make, say } from "./desk.js";

const WORDS_A_MINUTE = 230;
const PLACES = { authors: "chosen-authors", body: "body-text", lead_image: "lead-change", embargo_until: "id_embargo_until_0" };

export function startChecks(editor) {
  for (const field of form.querySelectorAll("[data-one-line]")) oneLine(field);
  const counters = [...form.querySelectorAll("[data-count-of]")];
  let waiting;
  const later = () => { clearTimeout(waiting); waiting = setTimeout(all, 150); };
  let asking;
  const all = () => {
    counters.forEach(count);
    contents(editor);
    clearTimeout(asking);
    asking = setTimeout(check, 600);
  };
  document.getElementById("w-checks").addEventListener("click", goTo);
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

/** What the release gate says of what is typed: the same judge that stands behind the button. */
let asked;
async function check() {
  const list = document.getElementById("w-checks");
  asked?.abort();
  asked = new AbortController();
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const options = { method: "POST", body: new FormData(form), headers, redirect: "manual", signal: asked.signal };
  try {
    const response = await fetch(desk.places.check, options);
    if (response.ok) list.innerHTML = await response.text();
  } catch {
    // Without an answer the last one stays; the button asks again in any case.
  }
}

/** The link of a line leads to what has to be changed, also where script stands in its place. */
function goTo(event) {
  const link = event.target.closest("[data-check]");
  const name = link?.hash.slice(4);
  const field = name && document.getElementById(PLACES[name] || `id_${name}`);
  if (!field) return;
  event.preventDefault();
  field.closest("details")?.setAttribute("open", "");
  field.focus();
  field.scrollIntoView({ block: "center" });
}
