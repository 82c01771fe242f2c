/** @file The buttons that open the settings, which are loaded only then. */

import { fetched } from "../lib/fetched.js";

/**
 * @param {() => void} [onOpen]
 * @returns {() => void} unbind
 */
export function bindSettingsButton(onOpen) {
  const listening = new AbortController();
  const onClick = async () => {
    onOpen?.();
    const { openSettings } = await fetched(() => import("./settings.js"));
    await openSettings();
  };
  for (const button of document.querySelectorAll("[data-settings]")) {
    button.addEventListener("click", () => void onClick(), { signal: listening.signal });
  }
  return () => listening.abort();
}
