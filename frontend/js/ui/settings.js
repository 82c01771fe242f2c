/** @file The dialog of settings: of sound, touch, motion and keys. What is chosen counts at once. */

import { bindSettings, changeSettings, settings } from "../lib/settings.js";
import { say } from "../lib/words.js";
import { element } from "./build.js";
import { CAN_SHAKE } from "./haptics.js";
import { createKeyTable } from "./key_table.js";

/** @typedef {import("../state/settings.js").Settings} Settings */
/** @typedef {"muted"|"ear"|"haptics"|"lessMotion"|"phrases"|"figures"} Flag */

/** @type {Promise<HTMLDialogElement>|null} */
let built = null;

/** Show the dialog; the focus comes back to where it was when it closes. */
export async function openSettings() {
  built ??= build();
  const dialog = await built;
  if (!dialog.open) dialog.showModal();
}

async function build() {
  await styled();
  const title = element("h2", { id: "settings-title", text: say("settings.title") });
  const done = element("button", { class: "go", type: "submit", text: say("settings.done") });
  const parts = element("div", { class: "parts" }, [soundPart(), feelPart(), roomPart(), createKeyTable()]);
  const form = element("form", { method: "dialog" }, [title, parts, done]);
  const dialog = element("dialog", { id: "settings", "aria-labelledby": "settings-title" }, [form]);
  document.body.append(dialog);
  return dialog;
}

/** A dialog that shows itself without its style would jump. @returns {Promise<void>} */
function styled() {
  const href = new URL("../../css/settings.css", import.meta.url).href;
  const sheet = element("link", { rel: "stylesheet", href });
  return new Promise((resolve) => {
    for (const end of ["load", "error"]) sheet.addEventListener(end, () => resolve());
    document.head.append(sheet);
  });
}

function soundPart() {
  const parts = [
    flag("muted", say("settings.sounds"), { inverted: true }),
    volume(),
    flag("ear", say("settings.ear"), { describedBy: "ear-meaning" }),
    element("p", { id: "ear-meaning", text: say("settings.ear_meaning") }),
  ];
  return group(say("settings.sound"), parts);
}

function feelPart() {
  const parts = [flag("lessMotion", say("settings.less_motion"))];
  if (CAN_SHAKE) parts.unshift(flag("haptics", say("settings.haptics")));
  return group(say("settings.feel"), parts);
}

const roomPart = () =>
  group(say("settings.room"), [flag("phrases", say("settings.phrases")), flag("figures", say("settings.figures"))]);

/** @param {string} name @param {HTMLElement[]} parts */
const group = (name, parts) => element("fieldset", {}, [element("legend", { text: name }), ...parts]);

/**
 * @param {Flag} name
 * @param {string} label
 * @param {{inverted?: boolean, describedBy?: string}} [how] `inverted`: ticked means that the setting is off
 */
function flag(name, label, { inverted = false, describedBy } = {}) {
  const box = element("input", { type: "checkbox", ...(describedBy && { "aria-describedby": describedBy }) });
  box.addEventListener("change", () => changeSettings({ [name]: box.checked !== inverted }));
  bindSettings((chosen) => {
    box.checked = chosen[name] !== inverted;
  });
  return element("label", { class: "flag" }, [box, element("span", { text: label })]);
}

function volume() {
  const slider = element("input", { type: "range", min: "0", max: "1", step: "0.05" });
  slider.value = String(settings().volume);
  slider.addEventListener("input", () => changeSettings({ volume: Number(slider.value) }));
  return element("label", { class: "volume" }, [element("span", { text: say("settings.volume") }), slider]);
}
