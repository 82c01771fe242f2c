/**
 * @file The home page: forms that work without a script, and what is live. The game on TV is loaded after the page has
 * been painted.
 */

import { createGames } from "./home/games.js";
import { Lobby } from "./home/lobby.js";
import { newPerson, ownRooms } from "./home/person.js";
import { createSeek } from "./home/seek.js";
import { newsOf } from "./home/state.js";
import { fetched, fetchLater } from "./lib/fetched.js";
import { ownName, rememberName } from "./lib/preferences.js";
import { rulesOfPage } from "./lib/rules.js";
import { bindMotion } from "./lib/settings.js";
import { bindWakeUps } from "./net/connection.js";
import { byId, setText } from "./ui/elements.js";
import { bindSettingsButton } from "./ui/settings_button.js";

/** @typedef {import("./home/tv.js").Tv} Tv */

const field = byId("name", HTMLInputElement);
field.value = ownName();
field.addEventListener("change", () => rememberName(field.value));
bindMotion();
bindSettingsButton();

const { roomPath = "", pairedPath = "", watchPath = "" } = byId("home", HTMLElement).dataset;
/** @param {string} path @param {string} code */
const at = (path, code) => path.replace("CODE", code);
const live = byId("live", HTMLElement);
const showGames = createGames({ room: (code) => at(roomPath, code), watch: (code) => at(watchPath, code) });
/** @type {Tv|null} */
let tv = null;

const lobby = new Lobby({
  url: `${location.origin.replace(/^http/, "ws")}/ws/lobby/`,
  newPerson,
  ownRooms,
  onChange(before, after) {
    showSeek(after);
    if (before.rooms !== after.rooms || before.total !== after.total || before.here !== after.here) showGames(after);
    if (before.tv !== after.tv || before.rooms !== after.rooms) tv?.show(after);
    const news = newsOf(before, after);
    if (news) setText(live, news);
    if (after.pairedIn !== null && before.pairedIn === null) location.assign(at(pairedPath, after.pairedIn));
  },
});
const showSeek = createSeek({ onPlay: () => lobby.playNow(), onStop: () => lobby.stopSeeking() });

/** The picture first; then what plays in it: the page is whole without. */
async function turnTvOn() {
  const { createTv } = await fetched(() => import("./home/tv.js"));
  tv = createTv({ rules: rulesOfPage(), watchPath: (code) => at(watchPath, code) });
  tv.show(lobby.state);
}

/** A press before this script was there has come back as the page's address; once, and not with every reload. */
function takeUpSearch() {
  if (!new URLSearchParams(location.search).has("play")) return;
  history.replaceState(null, "", location.pathname);
  lobby.playNow();
}

lobby.start();
takeUpSearch();
bindWakeUps(lobby.connection);
showGames(lobby.state);
void turnTvOn();
requestAnimationFrame(() => setTimeout(fetchLater));
// Whoever comes back to this page by the browser's own button has left the search behind.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
