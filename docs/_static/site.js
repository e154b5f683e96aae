// A prediction without a kernel: choosing an option shows its sentence and opens what turned out. The sentences are in
// the page already; nothing is sent or kept.
for (const form of document.querySelectorAll("form.predict")) {
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => {
    const chosen = event.target.value;
    for (const each of form.querySelectorAll("[data-option]")) each.hidden = each.dataset.option !== chosen;
    for (const each of document.querySelectorAll(`[data-told="${form.id}"]`)) each.hidden = each.dataset.option !== chosen;
    document.getElementById(`${form.id}-result`).open = true;
  });
}

// What qlab shows in a notebook follows JupyterLab's mark for its theme: here it follows the site's.
const mark = () => {
  document.documentElement.dataset.jpThemeLight = String(document.documentElement.dataset.theme !== "dark");
};
new MutationObserver(mark).observe(document.documentElement, { attributeFilter: ["data-theme"] });
mark();

// What scrolls sideways can be reached by the keyboard, also in what is unfolded later: the theme looks at a `pre` only
// when the page is loaded and after the window has been resized.
const reach = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
for (const each of document.querySelectorAll(".cell_output, .bd-article :is(table, pre)")) reach.observe(each);
