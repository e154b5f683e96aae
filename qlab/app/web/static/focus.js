// The keyboard's focus while the page lives: a refresh leaves it where it was, and the rows of a list go by one by one.

const live = document.getElementById("live");
/** The rows around one that a refresh took away with its focus; none where the focus is somewhere. */
let gap = { before: [], after: [] };

const rows = () => [...document.querySelectorAll("a[data-row]")];
export const row = () => document.activeElement?.closest("tr");
const link = () => row()?.querySelector("a[data-row]");
const byId = (ids) => ids.map((id) => document.getElementById(id)).find(Boolean);

/** Gives the focus to the next row of a list, or the one before; beside the gap, where the row is gone. */
export function step(by) {
  const all = rows();
  const at = all.indexOf(link());
  const beside = byId(by > 0 ? gap.after : gap.before) ?? byId(by > 0 ? gap.before : gap.after);
  const first = beside ?? (by > 0 ? all[0] : all.at(-1));
  const next = at < 0 ? first : all[Math.min(Math.max(at + by, 0), all.length - 1)];
  next?.focus();
}

/** What has the focus, by its id, or by where it leads: a link without an id may be made one to elsewhere. */
function same({ id, href }) {
  if (id) return document.getElementById(id);
  return href === null
    ? null
    : [...live.querySelectorAll("a[href]")].find((each) => each.getAttribute("href") === href);
}

/**
 * Remembers what has the focus, and returns what gives it back after a refresh. A browser without `moveBefore` takes
 * the focus from what is moved. What is gone loses it, and no neighbour gets it: the next key might retry another job.
 */
export function held() {
  const had = document.activeElement;
  if (!live.contains(had)) return () => {};
  const was = { id: had.id, href: had.getAttribute("href") };
  const ids = rows().map((each) => each.id);
  const at = ids.indexOf(link()?.id);
  return () => {
    const kept = had.isConnected && had.id === was.id && had.getAttribute("href") === was.href;
    const now = kept ? had : same(was);
    if (now && now !== document.activeElement) now.focus({ preventScroll: true });
    if (now) return;
    if (document.activeElement === had) had.blur();
    if (at >= 0) gap = { before: ids.slice(0, at).reverse(), after: ids.slice(at + 1) };
  };
}

live?.addEventListener("focusin", () => {
  gap = { before: [], after: [] };
});
