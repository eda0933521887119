// No search: its worker would be a blob, which the page's Content-Security-Policy forbids. The browser searches as well.
Redoc.init("/openapi.json", { disableSearch: true }, document.getElementById("reference"));
