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

export function askFor({ title, label, hint = "", value = "", action, other = null, type = "text", check = null }) {
  return new Promise((resolve) => {
    const field = make("input", { id: "w-asked", type: type === "url" ? "text" : type, inputMode: type === "url" ? "url" : null, value, autocomplete: "off", "aria-describedby": "w-asked-says" });
    const says = make("p", { id: "w-asked-says", className: "w-help", role: "status", textContent: hint });
    const set = make("button", { type: "submit", className: "btn", textContent: action });
    const drop = other && make("button", { type: "button", className: "lnk", textContent: other });
    const sheet = make("form", { method: "dialog", className: "w-dialog__form" }, make("label", { for: "w-asked", textContent: label }), field, says, make("footer", {}, drop, set));
    const dialog = frame(title, sheet);
    let answer = null;
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
