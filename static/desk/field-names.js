/** The choice with a search (select2) draws fields that no label names: they take the label's. */
export function nameFields(page) {
  if (!page.querySelector("select.admin-autocomplete")) return;
  const label = (select) => select?.id && page.querySelector(`label[for="${CSS.escape(select.id)}"]`);

  const name = () => {
    for (const select of page.querySelectorAll("select.select2-hidden-accessible")) {
      const words = label(select);
      if (!words) continue;
      words.id ||= `${select.id}_label`;
      for (const part of select.nextElementSibling.querySelectorAll("[role=combobox], [role=textbox]")) {
        const own = part.getAttribute("aria-labelledby") ?? "";
        if (!own.includes(words.id)) part.setAttribute("aria-labelledby", `${words.id} ${own}`.trim());
      }
    }
    const search = page.querySelector(".select2-dropdown .select2-search__field");
    const open = page.querySelector(".select2-container--open")?.previousElementSibling;
    if (search && !search.ariaLabel) search.ariaLabel = label(open)?.textContent ?? "";
  };
  // It draws when it is ready, and once more for each new row.
  new MutationObserver(name).observe(page.body, { childList: true, subtree: true });
  name();
}
