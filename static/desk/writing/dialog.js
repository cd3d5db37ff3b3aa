/** A small dialog that asks for one thing; null when it is closed without an answer. */
import { icon, make, say } from "./desk.js";

export function frame(title, ...parts) {
  const close = make("button", { type: "button", className: "w-dialog__close", "aria-label": say("close") }, icon("close"));
  const dialog = make("dialog", { className: "w-dialog", "aria-label": title }, make("header", {}, make("h2", { textContent: title }), close), ...parts);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog && !dialog.dataset.busy) dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  // Outside the page's form: its fields and buttons are its own.
  document.body.append(dialog);
  return dialog;
}

/** `suggest`: what answers the words typed so far, as {line, name}; one press takes it. */
export function askFor({ title, label, hint = "", value = "", action, other = null, type = "text", check = null, suggest = null }) {
  return new Promise((resolve) => {
    const field = make("input", { id: "w-asked", type: type === "url" ? "text" : type, inputMode: type === "url" ? "url" : null, value, autocomplete: "off", "aria-describedby": "w-asked-says" });
    const says = make("p", { id: "w-asked-says", className: "w-help", role: "status", textContent: hint });
    const set = make("button", { type: "submit", className: "btn", textContent: action });
    const drop = other && make("button", { type: "button", className: "lnk", textContent: other });
    const offers = suggest && make("ul", { className: "w-offers", "aria-label": suggest.label });
    const sheet = make("form", { method: "dialog", className: "w-dialog__form" }, make("label", { for: "w-asked", textContent: label }), field, says, offers, make("footer", {}, drop, set));
    const dialog = frame(title, sheet);
    let answer = null;
    if (suggest) offering(field, offers, says, suggest.find, (line) => { answer = { value: line, checked: {} }; dialog.close(); });
    drop?.addEventListener("click", () => { answer = { other: true }; dialog.close(); });
    sheet.addEventListener("submit", async (event) => {
      event.preventDefault();
      const checked = check ? await check(field.value) : {};
      if (checked.errors) {
        says.textContent = checked.errors.join(" ");
        says.className = "w-error";
        field.setAttribute("aria-invalid", "true");
        field.focus();
        return;
      }
      answer = { value: field.value, checked };
      dialog.close();
    });
    dialog.addEventListener("close", () => resolve(answer));
    dialog.showModal();
    field.select();
  });
}

function offering(field, offers, says, find, take) {
  let asked = 0;
  field.addEventListener("input", async () => {
    asked += 1;
    const turn = asked;
    const found = await find(field.value.trim());
    if (turn !== asked) return;
    offers.replaceChildren(...found.map(({ line, name }) => {
      const offer = make("button", { type: "button", textContent: name });
      offer.addEventListener("click", () => take(line));
      return make("li", {}, offer);
    }));
    says.textContent = found.length ? say("found", { count: found.length }) : "";
  });
  // Down from the field and among what is offered, as in any list; Tab goes there too.
  for (const place of [field, offers]) place.addEventListener("keydown", (event) => {
    const all = [...offers.querySelectorAll("button")];
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || !all.length) return;
    event.preventDefault();
    (all[all.indexOf(document.activeElement) + by] ?? (by < 0 ? field : all.at(-1))).focus();
  });
}
