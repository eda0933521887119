// Fills every `<section id=ID data-lazy=URL>` with the section of that id in the page at URL: after the page itself has
// been shown, and again when it has changed. So a slow computation does not delay the rest of the page.
import {Idiomorph} from "./vendor/idiomorph.esm.js";

const LEAST_MS = 15000;  // between two fetches of one section
const TIMEOUT_MS = 20000;

class LazySection {
  fetchedAt = -Infinity;
  timer = null;
  busy = false;
  again = false;  // requested while busy

  constructor(section) {
    this.section = section;
  }

  request() {
    this.again = this.busy;
    if (this.busy || this.timer !== null) return;
    const wait = Math.max(0, this.fetchedAt + LEAST_MS - performance.now());
    this.timer = setTimeout(() => { this.timer = null; this.fill(); }, wait);
  }

  async fill() {
    if (document.hidden) return;
    this.busy = true;
    try {
      const response = await fetch(this.section.dataset.lazy, {signal: AbortSignal.timeout(TIMEOUT_MS)});
      if (response.redirected) { location.reload(); return; }  // the session has ended
      if (!response.ok) throw new Error(response.status);
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      Idiomorph.morph(this.section, fresh.getElementById(this.section.id).innerHTML, {morphStyle: "innerHTML"});
    } catch {
      // The section keeps its link to the page at that address.
    } finally {
      this.section.removeAttribute("aria-busy");
      this.fetchedAt = performance.now();
      this.busy = false;
      if (this.again) this.request();
    }
  }
}

const sections = Array.from(document.querySelectorAll("[data-lazy]"), (section) => new LazySection(section));
const requestAll = () => { for (const section of sections) section.request(); };
document.addEventListener("lmsearcher:changed", requestAll);
document.addEventListener("visibilitychange", requestAll);
requestAll();
