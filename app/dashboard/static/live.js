// Keeps a page fresh: fetches it again when the server reports a change, and morphs the regions marked
// `data-live` (each has an id) into their new form. `<body data-events=URL>` names the stream of changes; without one,
// or where streams are blocked, the page is fetched again from time to time (304 if nothing has changed).
// `data-ended` in a page means that nothing will change any more; `data-keep` marks an element that is not morphed.
import {Idiomorph} from "./vendor/idiomorph.esm.js";

const LEAST_MS = 2000;     // between two refreshes
const POLL_MS = 5000;      // without a stream
const FIRST_EVENT_MS = 10000;  // a stream without an event by then is blocked
const RETRY_MS = 60000;    // before a blocked stream is tried again
const TIMEOUT_MS = 20000;

const status = document.getElementById("connection");
const eventsUrl = document.body.dataset.events;
const hasLive = document.querySelector("[data-live]") !== null;
const finished = () => document.querySelector("[data-ended]") !== null;
let stream = null, silence = null, givenUpAt = 0;
let timer = null, last = 0, busy = false, again = false, shown = null;

function localTimes(root) {
  for (const element of root.querySelectorAll("time[datetime]:not([title])")) {
    element.title = element.textContent + " UTC";
    element.textContent = new Date(element.dateTime).toLocaleString();
  }
}

function say(text) {
  if (status.textContent !== text) status.textContent = text;
  status.hidden = text === "";
}

// What the user has opened stays open; figures draw themselves.
const morphing = {
  ignoreActiveValue: true,
  callbacks: {
    beforeNodeMorphed: (old) => !(old instanceof Element && old.matches("[data-figure], [data-keep]")),
    beforeAttributeUpdated: (name, element) => !(name === "open" && element.matches("details, dialog")),
  },
};

async function refresh() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    const response = await fetch(location.href, {signal: AbortSignal.timeout(TIMEOUT_MS), headers: {Accept: "text/html"}});
    if (response.redirected) { location.reload(); return; }  // the session has ended
    if (!response.ok) throw new Error(response.status);
    const html = await response.text();
    const etag = response.headers.get("ETag");
    if (etag === null || etag !== shown) { show(html); shown = etag; }
    say("");
  } catch {
    say("Not connected; trying again");
  } finally {
    last = Date.now();
    busy = false;
    if (again) { again = false; soon(); }
  }
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  localTimes(fresh);
  for (const region of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(region.id);
    if (next) Idiomorph.morph(region, next, morphing);
  }
  if (finished()) {  // a further refresh would show the same
    disconnect();
    forget();
    again = false;
  }
  document.dispatchEvent(new CustomEvent("lmsearcher:changed"));
}

function soon() {
  if (timer !== null || document.hidden || finished()) return;
  timer = setTimeout(() => { timer = null; refresh(); }, Math.max(0, last + LEAST_MS - Date.now()));
}

function forget() {
  clearTimeout(timer);
  timer = null;
}

// A hidden page holds no connection: browsers allow few to one server, and a user may have many tabs open.
function connect() {
  if (!eventsUrl || stream || document.hidden || finished()) return;
  if (givenUpAt && Date.now() - givenUpAt < RETRY_MS) return;
  stream = new EventSource(eventsUrl);
  stream.addEventListener("job", () => { received(); soon(); });
  stream.addEventListener("end", () => { disconnect(); soon(); });
  stream.onerror = () => { if (stream?.readyState === EventSource.CLOSED) giveUp(); else listen(); };
  listen();
}

// The first event comes at once; where a proxy holds it back, or the server is unreachable, the page polls.
function listen() {
  if (silence === null) silence = setTimeout(giveUp, FIRST_EVENT_MS);
}

function received() {
  clearTimeout(silence);
  silence = null;
}

function giveUp() {
  disconnect();
  givenUpAt = Date.now();
  soon();
}

function disconnect() {
  received();
  stream?.close();
  stream = null;
}

if (hasLive) {
  setInterval(() => {
    if (stream || document.hidden) return;
    connect();
    soon();
  }, POLL_MS);
  const look = () => {
    if (document.hidden) { disconnect(); forget(); }
    else { connect(); soon(); }
  };
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", (event) => { if (event.persisted) look(); });
  connect();
}
localTimes(document);
