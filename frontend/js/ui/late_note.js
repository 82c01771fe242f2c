/** @file A note that the style sheet shows after a while is said aloud then: nothing else tells of it. */

/**
 * @param {(text: string) => void} tell called once
 * @returns {() => void} unbind
 */
export function bindLateNote(tell) {
  const note = document.querySelector(".late");
  const listening = new AbortController();
  const onShown = () => {
    listening.abort();
    tell(note?.querySelector("p")?.textContent ?? "");
  };
  if (!note) return () => undefined;
  // It waits anew whenever the invitation comes back, and may have been shown before this script had come.
  if (note.getClientRects().length > 0 && getComputedStyle(note).visibility === "visible") onShown();
  else note.addEventListener("animationend", onShown, { signal: listening.signal });
  return () => listening.abort();
}
