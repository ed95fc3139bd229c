// The page "/": shows whether the edge is ready.

const { ok } = await fetch("/readyz");
document.getElementById("state").textContent = ok ? "ready." : "up, but not ready yet.";
