"""What axe-core says of a page as it is now, and what else somebody would stumble upon who hears the page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.browser.server import BACKEND
from tests.browser.steps import NEXT_PICTURE

SCRIPT = BACKEND.parent / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
VIEWS: tuple[dict[str, Any], ...] = (
    {"width": 1440, "height": 900, "theme": "light"},
    {"width": 360, "height": 740, "theme": "dark"},
)
OTHER_VIEWS = tuple({**view, "theme": other["theme"]} for view, other in zip(VIEWS, reversed(VIEWS), strict=True))
# All rules that axe has by default, its best practices included, and the two that it leaves to whoever asks: text of
# 7:1 (WCAG's AAA; the rule for 4.5:1 stays beside it), and targets with room around them.
#
# A rule that could not decide is as bad as one that is broken, with one way out: contrast. Of a text before a canvas,
# before both halves of the page, or half scrolled away, axe cannot tell the ground. So it is measured again without the
# canvas, which is transparent but for paddles and ball, then without the halves, then in sight: what stands on the band
# or in a dialog has a ground of its own, and what has none is then measured against the page, which is wrong for one of
# the halves.
LOOK = """async () => {
  const rules = {"color-contrast-enhanced": {enabled: true}, "target-size": {enabled: true}};
  const contrast = ["color-contrast", "color-contrast-enhanced"];
  const checks = Object.fromEntries(contrast.map((name) => [name, {options: {ignoreUnicode: false}}])); // arrows too
  const lines = (results, kind) => results.flatMap(({id, help, nodes}) => nodes.map(
    ({target, html, failureSummary: why}) => ({rule: id, target, line: `${kind} ${id} (${help}): ${html} - ${why}`})));
  const first = await axe.run(document, {rules, checks});
  const found = lines(first.violations, "breaks");
  // Of a single character axe does not say whether the name has it; here is one: a key.
  const isNamed = ({rule, target}) => rule === "label-content-name-mismatch" &&
    (({ariaLabel, textContent}) => ariaLabel?.includes(textContent.trim()))(document.querySelector(target[0]));
  let open = lines(first.incomplete, "cannot decide").filter((result) => !isNamed(result));
  const hidden = [];
  const hide = (selector) => () => document.querySelectorAll(selector).forEach((element) => {
    element.style.visibility = "hidden";
    hidden.push(element);
  });
  const measureAgain = async (results) => {
    const next = await axe.run({include: results.map(({target}) => target)}, {runOnly: contrast, checks});
    found.push(...lines(next.violations, "breaks"));
    return lines(next.incomplete, "cannot decide");
  };
  for (const prepare of [hide("canvas"), hide(".halves")]) {
    const again = open.filter(({rule}) => contrast.includes(rule));
    if (again.length === 0) break;
    prepare();
    open = [...open.filter(({rule}) => !contrast.includes(rule)), ...await measureAgain(again)];
  }
  for (const result of open.filter(({rule}) => contrast.includes(rule))) {
    document.querySelector(result.target[0]).scrollIntoView({block: "center"});
    open = [...open.filter((other) => other !== result), ...await measureAgain([result])];
  }
  for (const element of hidden) element.style.visibility = "";
  return [...found, ...open].map(({line}) => line.replace(/\\s+/g, " "));
}"""
# What axe does not ask for. A page has its one heading of the first level, a dialog has a name and the focus, and
# nothing interrupts whoever listens, except what is wrong with what he has just entered.
STRUCTURE = """() => {
  const seen = (element) => element.checkVisibility({visibilityProperty: true});
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
  const faults = [];
  const tops = all("h1");
  if (tops.length !== 1) faults.push(`${tops.length} headings of the first level`);
  for (const heading of all("h1, h2, h3")) if (!heading.textContent.trim() && !heading.querySelector("[aria-label]"))
    faults.push(`an empty heading: ${heading.outerHTML}`);
  for (const loud of all("[aria-live=assertive], [role=alert]"))
    if (!document.querySelector(`[aria-invalid=true][aria-describedby="${loud.id}"]`))
      faults.push(`interrupts: ${loud.outerHTML}`);
  for (const dialog of all("dialog")) {
    const name = document.getElementById(dialog.getAttribute("aria-labelledby"))?.textContent;
    if (!name) faults.push(`a dialog without a name: ${dialog.id}`);
    if (!dialog.matches(":modal")) faults.push(`a dialog that lets go of the focus: ${dialog.id}`);
    if (!dialog.contains(document.activeElement)) faults.push(`a dialog without the focus: ${dialog.id}`);
  }
  return faults;
}"""


@cache
def _script() -> str:
    return SCRIPT.read_text(encoding="utf-8")


def faults_of(page: Page) -> list[str]:
    """One line for each element that breaks a rule, with the rule, the element, and why."""
    # Playwright's evaluate is none of the page's own scripts: the page's policy stays as strict as it is.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_script())
    return [*page.evaluate(LOOK), *page.evaluate(STRUCTURE)]


def lasting_faults(page: Page) -> list[str]:
    """A point that falls meanwhile lets a half flash, and axe cannot tell its colour: that is looked at again."""
    for _ in range(3):
        faults = faults_of(page)
        if not any(fault.startswith("cannot decide") for fault in faults):
            break
    return faults


class Inspection:
    """Looks at pages in one state after another, and keeps what it finds to the end, so that one run shows all."""

    def __init__(self, views: Sequence[dict[str, Any]] = VIEWS) -> None:
        self._views = views
        self.faults: list[str] = []
        self.states: list[str] = []

    def look(self, page: Page, state: str) -> None:
        """In each view, by default at a desk in light and on a phone in the dark; then the page has its size back."""
        before = page.viewport_size
        for view in self._views:
            page.set_viewport_size({"width": view["width"], "height": view["height"]})
            page.emulate_media(color_scheme=view["theme"])
            page.evaluate(NEXT_PICTURE)
            self.states.append(state)
            self.faults += [f"{state}, {view['width']} px, {view['theme']}: {fault}" for fault in lasting_faults(page)]
        if before:
            page.set_viewport_size(before)
