// Draws every `<figure data-figure=URL>`: fetches its Vega-Lite specification when it comes into view, and again when
// the page says that something has changed. Expressions are interpreted, so no `eval` is needed.

const LEAST_MS = 5000;  // between two fetches of one figure
const TIMEOUT_MS = 20000;
const drawings = new Map();  // figure -> Drawing
const sources = document.querySelector("script[data-vega]").dataset;
const painted = new Promise((done) => { requestAnimationFrame(() => { setTimeout(done); }); });
let vega = null, vegaLite = null, expr = null, quiet = null, loading = null;

// Reading the library takes longer than painting all the rest of a page, so that comes first.
function library() {
  loading ??= load().catch((error) => { loading = null; throw error; });
  return loading;
}

// The latter two take the first one from the global object.
async function load() {
  await painted;
  await import(sources.vega);
  await import(sources.vegaLite);
  ({expressionInterpreter: expr} = await import(sources.interpreter));
  ({vega, vegaLite} = globalThis);
  quiet = vega.logger(vega.Error);
}

class Drawing {
  at = -Infinity;
  busy = false;
  again = false;  // requested while it was busy
  due = null;

  constructor(figure) {
    this.figure = figure;
    this.plot = figure.querySelector(".plot");
  }

  // A request that comes too early is delayed: the last change is never missed.
  request() {
    this.again = this.busy;
    if (this.busy || this.due !== null) return;
    const wait = Math.max(0, this.at + LEAST_MS - performance.now());
    this.due = setTimeout(() => { this.due = null; this.refresh(); }, wait);
  }

  // The browser caches the response, and revalidates it with its ETag.
  async refresh() {
    if (document.hidden || !this.figure.hasAttribute("data-visible")) return;
    this.busy = true;
    this.at = performance.now();
    try {
      const fetched = fetch(this.figure.dataset.figure, {signal: AbortSignal.timeout(TIMEOUT_MS)});
      const [response] = await Promise.all([fetched, library()]);
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const text = await response.text();
      if (text !== this.text || this.emptied()) await this.show(text);
    } catch (error) {
      if (!this.view) this.plot.textContent = `This figure could not be drawn (${error.message}).`;
    } finally {
      this.busy = false;
      if (this.again) this.request();
    }
  }

  // Whatever morphs the page may have taken the drawing away.
  emptied() {
    return this.view !== undefined && !this.plot.contains(this.canvas);
  }

  async show(text) {
    const {title, reading, empty, spec} = JSON.parse(text);
    this.text = text;
    this.figure.querySelector(".reading").textContent = reading;
    this.plot.setAttribute("aria-label", `${title}. ${reading}`);
    this.plot.toggleAttribute("data-empty", empty);
    this.plot.style.minHeight = empty ? "" : `${this.plot.offsetHeight}px`;  // so that nothing below jumps
    this.clear();
    if (!empty) await this.draw(spec);
    this.plot.style.minHeight = "";
  }

  async draw(spec) {
    const {spec: compiled} = vegaLite.compile(spec, {config: themed(), logger: quiet});
    const container = document.createElement("div");  // Vega gives it a role; the plot keeps its own
    this.plot.append(container);
    this.view = new vega.View(vega.parse(compiled, undefined, {ast: true}), {
      renderer: "canvas", container, hover: true, expr, logLevel: vega.Error,
      tooltip: (_, event, __, value) => tell(event, value),
    });
    this.view.logger(quiet);
    await this.view.runAsync();
    this.canvas = this.plot.querySelector("canvas");
  }

  clear() {
    this.view?.finalize();
    this.view = undefined;
    this.plot.replaceChildren();
  }

  // In other colours: at once where it is in view, otherwise when it comes there.
  async recolour() {
    const text = this.text;
    this.text = undefined;
    this.at = -Infinity;
    if (text !== undefined && !this.busy && this.figure.hasAttribute("data-visible")) await this.show(text);
  }

  end() {
    clearTimeout(this.due);
    seen.unobserve(this.figure);
    this.clear();
  }
}

function themed() {
  const probe = document.createElement("span");
  document.body.append(probe);
  const colour = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const [text, faint, line, card, accent] = ["--text", "--quiet", "--line", "--card", "--accent"].map(colour);
  const font = getComputedStyle(probe).fontFamily;
  probe.remove();
  return {
    background: card, font,
    axis: {labelFontSize: 11, titleFontSize: 12, labelColor: faint, titleColor: faint, gridColor: line, domainColor: line, tickColor: line, titleFontWeight: "normal"},
    axisX: {tickCount: {expr: "ceil(width / 90)"}},
    legend: {labelFontSize: 12, titleFontSize: 12, labelColor: text, titleColor: faint, titleFontWeight: "normal", labelLimit: 220},
    header: {labelColor: text, titleColor: faint},
    title: {color: text},
    view: {stroke: line},
    style: {reference: {color: faint}, label: {color: text}, halo: {color: card, stroke: card, strokeWidth: 4, strokeJoin: "round"}},
    mark: {color: accent}, text: {color: text}, rule: {color: faint},
  };
}

const bubble = document.createElement("div");
bubble.className = "bubble";
bubble.hidden = true;
document.body.append(bubble);

function tell(event, value) {
  bubble.hidden = value == null || value === "";
  if (bubble.hidden) return;
  const lines = typeof value === "object" ? Object.entries(value).map(([key, text]) => `${key}: ${text}`) : [`${value}`];
  bubble.textContent = lines.join("\n");
  const {width, height} = bubble.getBoundingClientRect();
  const below = event.clientY + 14 + height < innerHeight;
  bubble.style.left = `${scrollX + Math.max(4, Math.min(event.clientX + 12, innerWidth - width - 12))}px`;
  bubble.style.top = `${scrollY + (below ? event.clientY + 14 : event.clientY - height - 14)}px`;
}

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    entry.target.toggleAttribute("data-visible", entry.isIntersecting);
    if (entry.isIntersecting) drawings.get(entry.target)?.request();
  }
}, {rootMargin: "200px"});

function all() {
  for (const [figure, drawing] of drawings) {
    if (!figure.isConnected) {
      drawing.end();
      drawings.delete(figure);
    }
  }
  for (const figure of document.querySelectorAll("[data-figure]")) {
    const known = drawings.get(figure);
    if (known) {
      known.request();
    } else {
      drawings.set(figure, new Drawing(figure));
      seen.observe(figure);
    }
  }
}

document.addEventListener("lmsearcher:changed", all);
document.addEventListener("visibilitychange", all);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") bubble.hidden = true; });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const drawing of drawings.values()) drawing.recolour();
});
all();
