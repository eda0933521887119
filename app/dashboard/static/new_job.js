// Checks the space while the user types: the server returns a part of the page.
const PAUSE_MS = 500;
const TIMEOUT_MS = 20000;

const space = document.getElementById("space");
const report = document.getElementById("space-check");
let timer = null, latest = null;

async function check() {
  latest?.abort();
  const request = latest = new AbortController();
  const timeout = setTimeout(() => request.abort(), TIMEOUT_MS);
  const csrf = space.form.elements.namedItem("csrf").value;
  try {
    const response = await fetch("/dashboard/spaces/check", {
      method: "POST", body: new URLSearchParams({csrf, space: space.value}), signal: request.signal,
    });
    if (response.redirected) { location.reload(); return; }  // the session has ended
    if (!response.ok) throw new Error(response.status);
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    if (request === latest) report.replaceChildren(...fresh.body.childNodes);
  } catch {
    if (request === latest && !request.signal.aborted) report.textContent = "Not checked: the server is unreachable";
  } finally {
    clearTimeout(timeout);
  }
}

if (space && report) {
  space.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(check, PAUSE_MS); });
  check();
}
