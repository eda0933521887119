// Fills every `<section id=ID data-late=URL>` from the page at that address, once this page is there and again when it
// says that something has changed: what takes long to compute keeps nobody waiting for the rest.
import {Idiomorph} from "./vendor/idiomorph.esm.js";

const LEAST_MS = 15000;  // between two fetches of one section
const GIVE_UP_MS = 20000;

class Late {
  at = -Infinity;
  due = null;
  busy = false;
  again = false;  // wanted while it was busy

  constructor(section) {
    this.section = section;
  }

  want() {
    this.again = this.busy;
    if (this.busy || this.due !== null) return;
    const wait = Math.max(0, this.at + LEAST_MS - performance.now());
    this.due = setTimeout(() => { this.due = null; this.fill(); }, wait);
  }

  async fill() {
    if (document.hidden) return;
    this.busy = true;
    try {
      const answer = await fetch(this.section.dataset.late, {signal: AbortSignal.timeout(GIVE_UP_MS)});
      if (answer.redirected) { location.reload(); return; }  // the session has ended
      if (!answer.ok) throw new Error(answer.status);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      Idiomorph.morph(this.section, fresh.getElementById(this.section.id).innerHTML, {morphStyle: "innerHTML"});
    } catch {
      // What stands there leads to the page that was asked for.
    } finally {
      this.section.removeAttribute("aria-busy");
      this.at = performance.now();
      this.busy = false;
      if (this.again) this.want();
    }
  }
}

const sections = Array.from(document.querySelectorAll("[data-late]"), (section) => new Late(section));
const all = () => { for (const late of sections) late.want(); };
document.addEventListener("lmsearcher:changed", all);
document.addEventListener("visibilitychange", all);
all();
