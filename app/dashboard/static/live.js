// Keeps a page fresh: refetches it when the server says that something has changed, and morphs the regions marked
// `data-live` (each has an id) into their new form. `<body data-events=URL>` names the stream of changes; without one,
// or where streams do not get through, the page is asked for again from time to time (304 if nothing has changed).
import {Idiomorph} from "./vendor/idiomorph.esm.js";

const LEAST_MS = 2000;   // between two refreshes
const POLL_MS = 5000;    // without a stream
const GIVE_UP_MS = 20000;

const status = document.getElementById("connection");
const eventsUrl = document.body.dataset.events;
const hasLive = document.querySelector("[data-live]") !== null;
let stream = null, timer = null, last = 0, busy = false, again = false;

function localTimes(root) {
  for (const element of root.querySelectorAll("time[datetime]:not([title])")) {
    element.title = element.textContent + " UTC";
    element.textContent = new Date(element.dateTime).toLocaleString();
  }
}

function say(text) {
  status.textContent = text;
  status.hidden = text === "";
}

async function refresh() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    const answer = await fetch(location.href, {signal: AbortSignal.timeout(GIVE_UP_MS), headers: {Accept: "text/html"}});
    if (answer.redirected) { location.reload(); return; }  // the session has ended
    if (!answer.ok) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    localTimes(fresh);
    for (const region of document.querySelectorAll("[data-live]")) {
      const next = fresh.getElementById(region.id);
      if (next) Idiomorph.morph(region, next, {
        ignoreActiveValue: true,
        callbacks: {beforeNodeMorphed: (old) => !(old instanceof Element && old.matches("[data-figure], [data-keep]"))},
      });
    }
    say("");
    document.dispatchEvent(new CustomEvent("lmsearcher:changed"));
  } catch {
    say("Not connected; trying again");
  } finally {
    last = Date.now();
    busy = false;
    if (again) { again = false; soon(); }
  }
}

function soon() {
  if (timer !== null || document.hidden) return;
  timer = setTimeout(() => { timer = null; refresh(); }, Math.max(0, last + LEAST_MS - Date.now()));
}

// A hidden page holds no connection: browsers allow few to one server, and somebody may have many tabs open.
function connect() {
  if (!eventsUrl || stream || document.hidden) return;
  stream = new EventSource(eventsUrl);
  stream.addEventListener("job", soon);
  stream.addEventListener("end", () => { disconnect(); soon(); });
  stream.onerror = () => { if (stream && stream.readyState === EventSource.CLOSED) { disconnect(); } };
}

function disconnect() {
  if (stream) stream.close();
  stream = null;
}

if (hasLive) {
  const finished = () => document.querySelector("[data-ended]") !== null;
  setInterval(() => { if (!stream && !document.hidden && !finished()) soon(); }, POLL_MS);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) disconnect();
    else if (!finished()) { connect(); soon(); }
  });
  addEventListener("pagehide", disconnect);
  if (!finished()) connect();
}
localTimes(document);
