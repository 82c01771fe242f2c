/** @file Installs the service worker, after everything that the page itself wants of the network. */

const { worker } = /** @type {HTMLElement|null} */ (document.querySelector("[data-worker]"))?.dataset ?? {};

/** @typedef {{createScriptURL: (address: string) => string}} Policy what the type checker's DOM lacks */
/** @typedef {{createPolicy: (name: string, rules: Policy) => Policy}} TrustedTypes */

const register = () => {
  if (worker) navigator.serviceWorker.register(trusted(worker)).catch(() => undefined); // private windows may refuse it
};

/** The page's policy (pages/middleware.py) lets a script's address be made here only. @param {string} address */
function trusted(address) {
  const types = /** @type {TrustedTypes|undefined} */ (Reflect.get(window, "trustedTypes"));
  return types?.createPolicy("worker", { createScriptURL: (own) => own }).createScriptURL(address) ?? address;
}

// Plain-http pages of other hosts have no service workers.
if ("serviceWorker" in navigator) {
  if (document.readyState === "complete") register();
  else window.addEventListener("load", register);
}
