/** @file Installs the service worker, after everything that the page itself wants of the network. */

const { worker } = /** @type {HTMLElement|null} */ (document.querySelector("[data-worker]"))?.dataset ?? {};
const register = () => {
  if (worker) navigator.serviceWorker.register(worker).catch(() => undefined); // private windows may refuse it
};
// Plain-http pages of other hosts have no service workers.
if ("serviceWorker" in navigator) {
  if (document.readyState === "complete") register();
  else window.addEventListener("load", register);
}
