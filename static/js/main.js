/**
 * Loads a behaviour only when the page has a place for it. Everything works without this file.
 * Paths are literal, so that collectstatic can put the hashed names in.
 */
const behaviours = {
  beacon: () => import("./modules/beacon.js"),
  comments: () => import("./modules/comments.js"),
  consent: () => import("./modules/consent.js"),
  contents: () => import("./modules/contents.js"),
  embed: () => import("./modules/embed.js"),
  gallery: () => import("./modules/gallery.js"),
  newsletter: () => import("./modules/newsletter.js"),
  passkey: () => import("./modules/passkey.js"),
  promo: () => import("./modules/promo.js"),
  "read-on": () => import("./modules/read-on.js"),
  "reading-bar": () => import("./modules/reading-bar.js"),
  "relative-time": () => import("./modules/relative-time.js"),
  share: () => import("./modules/share.js"),
  "show-password": () => import("./modules/show-password.js"),
  "sign-in": () => import("./modules/sign-in.js"),
  toggle: () => import("./modules/toggle.js"),
  suggest: () => import("./modules/suggest.js"),
  theme: () => import("./modules/theme.js"),
};

/** Many pages have these and few readers use them: they are fetched by their first use. */
const byUse = { newsletter: "submit", "sign-in": "click", toggle: "submit" };

/** Brings to life what stands below `root` and is not alive yet; modules get it to use on what
 * they add, because importing this file back would make a circle that cannot be hashed. */
function enhanceAll(root) {
  for (const element of root.querySelectorAll("[data-module]:not([data-alive])")) {
    element.dataset.alive = "";
    for (const name of element.dataset.module.split(" ")) {
      const start = () =>
        behaviours[name]?.().then((module) => {
          module.enhance(element, enhanceAll);
          element.dataset.alive = "yes";
        });
      if (byUse[name]) awaitUse(element, byUse[name], start);
      else start();
    }
  }
}

/** Holds the first use back until the behaviour is there; without it the page goes its own way. */
function awaitUse(element, kind, start) {
  element.addEventListener(kind, async function first(event) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    element.removeEventListener(kind, first);
    await start().catch(() => {});
    if (kind === "submit") element.requestSubmit(event.submitter);
    else element.click();
  });
}

enhanceAll(document);
if (document.querySelector("[data-personal]")) {
  import("./modules/personal.js").then((module) => module.personalise(enhanceAll));
}
