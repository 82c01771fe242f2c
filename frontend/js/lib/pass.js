/** @file The name in this browser's pass, which the server takes when no name is said. The cookie is not for scripts. */

/**
 * @param {string} name empty for the one that the visitor had in the beginning
 * @returns {Promise<boolean>} whether it has been taken
 */
export async function tellName(name) {
  const page = /** @type {HTMLElement} */ (document.querySelector("[data-name-path]"));
  const token = /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "";
  const answer = await fetch(page.dataset.namePath ?? "", {
    method: "POST",
    body: new URLSearchParams({ name }),
    headers: { "X-CSRFToken": token },
    redirect: "manual", // to the page with all games, which nobody looks at
  });
  return answer.type === "opaqueredirect";
}
