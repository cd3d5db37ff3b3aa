// Before the first paint, so that the page never flashes in the other theme or size.
try {
  for (const [key, known] of [["theme", ["light", "dark"]], ["size", ["2", "3"]]]) {
    const kept = localStorage.getItem(key);
    if (known.includes(kept)) document.documentElement.dataset[key] = kept;
  }
} catch {
  // Storage is switched off: the system's theme and the usual size it is.
}
