// Keeps a page fresh: refetches it when the server says that something has changed, and morphs the regions marked
// `data-live` (each has an id) into their new form. `<body data-events=URL>` names the stream of changes; without one,
// or where streams do not get through, the page is asked for again from time to time (304 if nothing has changed).
// `data-ended` in a page says that nothing will change any more; `data-keep` marks an element to be left alone.
import {Idiomorph} from "./vendor/idiomorph.esm.js";

const LEAST_MS = 2000;     // between two refreshes
const POLL_MS = 5000;      // without a stream
const SIGN_MS = 10000;     // a stream that has said nothing by then does not get through
const RETRY_MS = 60000;    // before a stream that was given up is tried again
const GIVE_UP_MS = 20000;

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

// What people have opened stays open; figures draw themselves.
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
    const answer = await fetch(location.href, {signal: AbortSignal.timeout(GIVE_UP_MS), headers: {Accept: "text/html"}});
    if (answer.redirected) { location.reload(); return; }  // the session has ended
    if (!answer.ok) throw new Error(answer.status);
    const html = await answer.text();
    const etag = answer.headers.get("ETag");
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
  if (finished()) {  // what was asked for by then would only be told the same
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

// A hidden page holds no connection: browsers allow few to one server, and somebody may have many tabs open.
function connect() {
  if (!eventsUrl || stream || document.hidden || finished()) return;
  if (givenUpAt && Date.now() - givenUpAt < RETRY_MS) return;
  stream = new EventSource(eventsUrl);
  stream.addEventListener("job", () => { heard(); soon(); });
  stream.addEventListener("end", () => { disconnect(); soon(); });
  stream.onerror = () => { if (stream?.readyState === EventSource.CLOSED) giveUp(); else listen(); };
  listen();
}

// The first event comes at once; where a proxy holds it back, or nobody answers, the page polls.
function listen() {
  if (silence === null) silence = setTimeout(giveUp, SIGN_MS);
}

function heard() {
  clearTimeout(silence);
  silence = null;
}

function giveUp() {
  disconnect();
  givenUpAt = Date.now();
  soon();
}

function disconnect() {
  heard();
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
