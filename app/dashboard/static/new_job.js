// Checks the space while it is typed: the server answers with a part of the page.
const PAUSE_MS = 500;
const GIVE_UP_MS = 20000;

const space = document.getElementById("space");
const report = document.getElementById("space-check");
let timer = null, asked = null;

async function check() {
  asked?.abort();
  const asking = asked = new AbortController();
  const giveUp = setTimeout(() => asking.abort(), GIVE_UP_MS);
  const csrf = space.form.elements.namedItem("csrf").value;
  try {
    const answer = await fetch("/dashboard/spaces/check", {
      method: "POST", body: new URLSearchParams({csrf, space: space.value}), signal: asking.signal,
    });
    if (answer.redirected) { location.reload(); return; }  // the session has ended
    if (!answer.ok) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (asking === asked) report.replaceChildren(...fresh.body.childNodes);
  } catch {
    if (asking === asked && !asking.signal.aborted) report.textContent = "Not checked: the server does not answer";
  } finally {
    clearTimeout(giveUp);
  }
}

if (space && report) {
  space.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(check, PAUSE_MS); });
  check();
}
