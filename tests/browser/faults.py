"""What axe-core finds wrong in a page, without looking twice at text that looks the same.

Four fifths of axe's time go into contrast: for each text it looks at whatever lies behind it. So the first look at a
page is whole, and each later one (in another theme, in another size, after a click) asks for the contrast of text that
looks new. Text looks the same as another where size, weight, colours, opacities and classes are the same, of itself and
of all that it stands in. All other rules are asked each time, of everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

RUN = """async inside => {
  const first = !globalThis.qlabLooks, known = (globalThis.qlabLooks ??= new Set()), looks = new Map();
  const own = node => {
    const style = getComputedStyle(node), off = node.matches(":disabled, [aria-disabled=true]");
    const names = ["color", "backgroundColor", "backgroundImage", "opacity", "filter", "textShadow", "fontSize",
      "fontWeight"];
    return [off, node.getAttribute("class"), ...names.map(name => style[name])].join("|");
  };
  const look = node => {
    if (node && !looks.has(node)) looks.set(node, `${own(node)}\\n${look(node.parentElement)}`);
    return looks.get(node);
  };
  const written = node => node.matches("input, select, textarea")
    || [...node.childNodes].some(each => each.nodeType === Node.TEXT_NODE && each.data.trim());
  const fresh = [...document.querySelectorAll(inside)].flatMap(root => [root, ...root.querySelectorAll("*")])
    .filter(node => written(node) && node.checkVisibility({ visibilityProperty: true }))
    .filter(node => known.size < known.add(look(node)).size);
  const options = { resultTypes: ["violations"], selectors: false };
  if (first) return (await axe.run(inside, options)).violations;
  const rest = await axe.run(inside, { ...options, rules: { "color-contrast": { enabled: false } } });
  if (!fresh.length) return rest.violations;
  const contrast = await axe.run({ include: fresh }, { ...options, runOnly: ["color-contrast"] });
  return [...rest.violations, ...contrast.violations];
}"""


def violations(page: Page, axe: str, inside: str = ".qlab-player") -> list[str]:
    """Find what is wrong inside an element. A page's policy lets no test's script in, so the driver runs it.

    Args:
        page: The page, as its reader sees it now.
        axe: axe-core's script.
        inside: A CSS selector of what is looked at.

    Returns:
        Each rule that is broken, with the first place.
    """
    if not page.evaluate("() => 'axe' in globalThis"):
        page.evaluate(axe)
    found = page.evaluate(RUN, inside)
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]} {each['nodes'][0]['failureSummary']}" for each in found]
