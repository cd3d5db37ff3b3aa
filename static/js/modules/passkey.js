/**
 * Asks the device for a passkey and sends its answer with the form. The form stays hidden where
 * the browser cannot do it. `data-make` makes a new one; else one is used. What is asked stands
 * in the page (`data-options`), or is fetched when the button is pressed (`data-fetch`).
 */
export function enhance(form) {
  const key = window.PublicKeyCredential;
  if (!key?.parseRequestOptionsFromJSON) return;
  form.hidden = false;
  const button = form.querySelector('button[type="button"]');
  const alert = form.querySelector('[role="alert"]');
  form.addEventListener("submit", (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    button.click();
  });
  button.addEventListener("click", async () => {
    button.disabled = true;
    alert.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await asked(form, key));
      form.requestSubmit();
    } catch {
      alert.querySelector("span").textContent = alert.dataset.failed;
      alert.hidden = false;
      button.disabled = false;
    }
  });
}

async function asked(form, key) {
  const { publicKey } = await options(form);
  const answer = form.hasAttribute("data-make")
    ? await navigator.credentials.create({ publicKey: key.parseCreationOptionsFromJSON(publicKey) })
    : await navigator.credentials.get({ publicKey: key.parseRequestOptionsFromJSON(publicKey) });
  return answer.toJSON();
}

async function options(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.action, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  return (await answer.json()).request_options;
}
