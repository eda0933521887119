// Draws every `<figure data-figure=URL>`: fetches its Vega-Lite specification when it comes into view, and again when
// the page says that something has changed. Expressions are interpreted, so no `eval` is needed.
import {expressionInterpreter} from "./vendor/vega-interpreter.js";

const LEAST_MS = 5000;  // between two drawings of one figure
const GIVE_UP_MS = 20000;
const {vega, vegaLite} = globalThis;
const drawn = new Map();  // figure -> {view, etag, at}

function themed() {
  const style = getComputedStyle(document.documentElement);
  const probe = document.createElement("span");
  document.body.append(probe);
  const colour = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const [text, quiet, line, card, accent] = ["--text", "--quiet", "--line", "--card", "--accent"].map(colour);
  probe.remove();
  return {
    background: card, font: style.fontFamily || "system-ui",
    axis: {labelColor: quiet, titleColor: quiet, gridColor: line, domainColor: line, tickColor: line},
    legend: {labelColor: text, titleColor: quiet}, header: {labelColor: text, titleColor: quiet},
    title: {color: text}, style: {cell: {stroke: line}, reference: {stroke: quiet, fill: quiet}, label: {fill: text}},
    mark: {color: accent},
  };
}

async function draw(figure) {
  const before = drawn.get(figure) ?? {at: 0};
  if (before.busy || Date.now() - before.at < LEAST_MS) return;
  drawn.set(figure, {...before, busy: true});
  const plot = figure.querySelector(".plot");
  let {view, text} = before;
  try {
    const answer = await fetch(figure.dataset.figure, {signal: AbortSignal.timeout(GIVE_UP_MS)});
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    const fresh = await answer.text();
    if (fresh !== text || before.theme !== theme()) {
      const {spec, reading, empty} = JSON.parse(fresh);
      figure.querySelector(".reading").textContent = reading;
      plot.toggleAttribute("data-empty", empty);
      view?.finalize();
      view = undefined;
      plot.replaceChildren();
      if (!empty) view = await render(plot, spec);
      text = fresh;
    }
  } catch (error) {
    if (!view) { plot.textContent = `This figure could not be drawn (${error.message}).`; }
  } finally {
    drawn.set(figure, {view, text, theme: theme(), at: Date.now()});
  }
}

async function render(plot, spec) {
  const config = vega.mergeConfig({}, spec.config ?? {}, themed());
  const {spec: compiled} = vegaLite.compile({...spec, config: undefined}, {config, logger: vega.logger(vega.Error)});
  const view = new vega.View(vega.parse(compiled, undefined, {ast: true}), {
    renderer: "canvas", container: plot, hover: true, expr: expressionInterpreter, logLevel: vega.Error,
    tooltip: (handler, event, item, value) => tell(plot, event, value),
  });
  await view.runAsync();
  return view;
}

const bubble = document.createElement("div");
bubble.className = "bubble";
bubble.hidden = true;
document.body.append(bubble);

function tell(plot, event, value) {
  bubble.hidden = value == null || value === "";
  if (bubble.hidden) return;
  const lines = typeof value === "object" ? Object.entries(value).map(([key, text]) => `${key}: ${text}`) : [`${value}`];
  bubble.textContent = lines.join("\n");
  bubble.style.left = `${Math.min(event.pageX + 12, scrollX + innerWidth - 260)}px`;
  bubble.style.top = `${event.pageY + 12}px`;
}

function theme() {
  return document.documentElement.dataset.theme + matchMedia("(prefers-color-scheme: dark)").matches + innerWidth;
}

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    entry.target.toggleAttribute("data-visible", entry.isIntersecting);
    if (entry.isIntersecting) draw(entry.target);
  }
}, {rootMargin: "200px"});

function all() {
  for (const figure of drawn.keys()) if (!figure.isConnected) { drawn.get(figure).view?.finalize(); drawn.delete(figure); }
  for (const figure of document.querySelectorAll("[data-figure]")) seen.observe(figure);
  for (const figure of document.querySelectorAll("[data-figure][data-visible]")) draw(figure);
}

document.addEventListener("lmsearcher:changed", all);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
let resizing = null;
addEventListener("resize", () => { clearTimeout(resizing); resizing = setTimeout(all, 400); });
all();
