/** Adds a button that shows what was typed. The words come from the field's data attributes. */
export function enhance(field) {
  const button = document.createElement("button");
  button.type = "button";
  const show = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? field.dataset.hide : field.dataset.show;
  };
  button.addEventListener("click", () => show(field.type === "password"));
  field.form?.addEventListener("submit", () => show(false));
  field.after(button);
  show(false);
}
