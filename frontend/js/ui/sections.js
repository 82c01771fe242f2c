/** @file The band across the court has a section for each kind of news, and shows one of them or nothing. */

import { byId, setShown } from "./elements.js";

/** @returns {(kind: string) => void} `"none"` takes the band away */
export function createSections() {
  const band = byId("band", HTMLElement);
  const sections = /** @type {HTMLElement[]} */ ([...band.querySelectorAll("[data-band]")]);
  return (kind) => {
    for (const section of sections) setShown(section, section.dataset.band === kind);
    setShown(band, kind !== "none");
    band.dataset.kind = kind;
  };
}
