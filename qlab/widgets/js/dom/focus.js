// The focus: what is put elsewhere loses it, and gets it back.

/** What has the focus inside a root, or null. @param {HTMLElement} root @returns {HTMLElement | null} */
export function focusedIn(root) {
  const around = /** @type {Document | ShadowRoot} */ (root.getRootNode());
  const node = around.activeElement;
  return node instanceof HTMLElement && root.contains(node) ? node : null;
}

/**
 * Gives an element the focus that it had, or the root where the element is gone, so that the keys go on stepping.
 * @param {HTMLElement} root
 * @param {HTMLElement | null} node
 */
export function refocus(root, node) {
  if (node && focusedIn(root) !== node) (node.isConnected ? node : root).focus({ preventScroll: true });
}
