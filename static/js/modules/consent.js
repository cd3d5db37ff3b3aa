/**
 * Knows what this reader allowed, says so to the page and loads it. The choice lies in a cookie of
 * this site, written by the answer to the form: "version.purpose.purpose".
 */
const page = document.documentElement;

export function enhance(link) {
  const purposes = JSON.parse(link.dataset.purposes);
  const asked = Object.keys(purposes);
  const object = navigator.globalPrivacyControl;
  let allowed;

  const kept = () => {
    const [version, ...names] = document.cookie.match(/(?:^|; )consent=([\w.]+)/)?.[1].split(".") ?? [];
    return version === link.dataset.version ? names.filter((name) => asked.includes(name)) : null;
  };

  const settle = () => {
    const now = kept() ?? [];
    // What runs cannot be taken back, only not be started again.
    if (allowed?.some((name) => !now.includes(name))) return location.reload();
    for (const name of now) {
      if (allowed?.includes(name)) continue;
      for (const address of purposes[name]) {
        document.head.append(Object.assign(document.createElement("script"), { src: address }));
      }
    }
    allowed = now;
    page.dataset.consent = now.join(" ");
    const detail = {};
    for (const name of ["statistics", "advertising", "embeds"]) detail[name] = now.includes(name);
    document.dispatchEvent(new CustomEvent("newsroom:consent", { detail }));
  };

  const form = document.querySelector("main form.choices");
  const ask = (again) =>
    import("./consent-bar.js").then((module) => module.ask({ link, form, kept, object, settle, again }));

  if (kept()) settle();
  if (form) ask();
  else {
    if (!kept()) asked.some((name) => !(object && name === "advertising")) ? ask() : settle();
    link.addEventListener("click", (event) => {
      event.preventDefault();
      ask(true);
    });
  }
}
