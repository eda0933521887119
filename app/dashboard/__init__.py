"""The web dashboard: server-rendered pages under /dashboard, and a little JavaScript that keeps them fresh."""
