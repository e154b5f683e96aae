// The theme that was chosen here: the system's, or light, or dark. The page loads it first, so that nothing flashes.

const KEPT = "qlab-theme";

/** What was chosen; a browser that keeps nothing has the system's. */
function chosen() {
  try {
    return localStorage.getItem(KEPT) ?? "system";
  } catch {
    return "system";
  }
}

/** Shows the pages, and a player in them, in a theme. */
function wear(theme) {
  const { dataset } = document.documentElement;
  if (theme === "light" || theme === "dark") {
    dataset.theme = theme;
    dataset.jpThemeLight = String(theme === "light"); // the player goes by JupyterLab's
  } else {
    delete dataset.theme;
    delete dataset.jpThemeLight;
  }
  const field = document.getElementById("theme");
  if (field) field.value = dataset.theme ?? "system";
}

wear(chosen());
document.addEventListener("DOMContentLoaded", () => wear(chosen()));
globalThis.addEventListener("storage", ({ key }) => key === KEPT && wear(chosen()));
document.addEventListener("change", ({ target }) => {
  if (target.id !== "theme") return;
  wear(target.value);
  try {
    localStorage.setItem(KEPT, target.value);
  } catch {
    // it holds for this page then
  }
});
