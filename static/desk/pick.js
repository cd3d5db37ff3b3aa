/** A list of choices closes when one presses elsewhere or Escape. */
export function pickOne(page) {
  const open = () => page.querySelectorAll("details.pick[open]");
  page.addEventListener("click", (event) => {
    for (const pick of open()) if (!pick.contains(event.target)) pick.open = false;
  });
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const pick of open()) {
      pick.open = false;
      pick.querySelector("summary").focus();
    }
  });
}
