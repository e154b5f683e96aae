// Job tokens. A token is one element for as long as its job is shown, so that it can be seen to travel.

const jobOf = (queue, job) => `${queue}\n${job}`;

class Tokens {
  constructor(onSelect) {
    this.onSelect = onSelect;
    this.all = new Map();
    this.motion = matchMedia("(prefers-reduced-motion: reduce)");
  }

  /** Begins a picture: tokens not asked for until `settle` are dropped. */
  begin(animate) {
    this.asked = new Map();
    this.was = new Map();
    if (!animate || this.motion.matches) return;
    for (const [id, token] of this.all) if (token.isConnected) this.was.set(id, token.getBoundingClientRect());
  }

  /** The token of a job, brought up to date. A job that lies in two containers has a token in each. */
  take(queue, job, view) {
    let id = jobOf(queue, job);
    while (this.asked.has(id)) id += "\n+";
    const token = this.all.get(id) || this.make(queue, job);
    this.asked.set(id, token);
    this.update(token, job, view);
    return token;
  }

  make(queue, job) {
    const parts = { id: el("b"), name: el("span", { class: "q-name" }), tries: el("span", { class: "q-tries" }), hint: el("i") };
    const token = el("button", { type: "button", class: "q-token", data: { queue, job } }, ...Object.values(parts));
    token.parts = parts;
    token.addEventListener("click", () => this.onSelect(queue, job));
    return token;
  }

  update(token, job, { name, tries, hint, selected, kind }) {
    setText(token.parts.id, clip(line(job), 18));
    setText(token.parts.name, clip(line(name), 18));
    setText(token.parts.tries, tries);
    setText(token.parts.hint, hint);
    const title = `job ${clip(line(job), 80)}${name ? `, ${clip(line(name), 80)}` : ""}${tries ? `, attempts ${tries}` : ""}`;
    if (token.title !== title) token.title = title;
    setData(token, "kind", kind);
    if (token.getAttribute("aria-pressed") !== String(selected)) token.setAttribute("aria-pressed", String(selected));
  }

  /** Ends a picture: each token that stands elsewhere than before travels there. */
  settle(duration) {
    this.all = this.asked;
    const moved = [];
    for (const [id, token] of this.was.size ? this.all : []) {
      const [was, now] = [this.was.get(id), token.getBoundingClientRect()];
      if (!was) this.appear(token, duration);
      else if (Math.abs(was.left - now.left) + Math.abs(was.top - now.top) > 1) moved.push([token, was.left - now.left, was.top - now.top]);
    }
    for (const [token, dx, dy] of moved) this.travel(token, dx, dy, duration);
  }

  travel(token, dx, dy, duration) {
    const far = Math.hypot(dx, dy);
    const arc = far > 120 ? -Math.min(36, far / 10) : 0;
    token.getAnimations().forEach((animation) => animation.cancel());
    const box = token.closest(".q-box"); // each box is a layer of its own: it must rise with the token it receives
    const raise = (height) => [token, ...(box ? [box] : [])].forEach((node) => (node.style.zIndex = height));
    raise(far > 60 ? "5" : "");
    const middle = { transform: `translate(${dx * 0.45}px, ${dy * 0.45 + arc}px) scale(${arc ? 1.12 : 1})` };
    const animation = token.animate(
      [{ transform: `translate(${dx}px, ${dy}px)` }, middle, { transform: "none" }],
      { duration, easing: "cubic-bezier(.3,.1,.2,1)" });
    animation.onfinish = animation.oncancel = () => raise("");
  }

  appear(token, duration) {
    token.animate([{ transform: "scale(.4)", opacity: 0 }, { transform: "scale(1.1)" }, { transform: "none", opacity: 1 }], { duration });
  }
}

/** The children of a node become these, in this order; what stays in place is not touched. */
function place(node, children) {
  children.forEach((child, at) => {
    if (node.childNodes[at] !== child) node.insertBefore(child, node.childNodes[at] || null);
  });
  while (node.childNodes.length > children.length) node.lastChild.remove();
}
