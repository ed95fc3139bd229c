#include "edge/console/console.h"

namespace lossy::edge {

std::string ConsolePage() {
  return R"html(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Lossy</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;color:#222}
code,pre{background:#f3f3f3;border-radius:4px;padding:.1rem .3rem}pre{padding:.8rem;overflow:auto}
#state{font-weight:600}
</style></head><body>
<h1>Lossy</h1>
<p>This is the edge: it carries live channels between clients and services. It is
<span id="state">being asked…</span></p>
<p>It speaks Phoenix Channels (V2) at <code>/socket/websocket</code>:</p>
<pre>import { Socket } from "phoenix"
const socket = new Socket(location.origin.replace("http", "ws") + "/socket", { params: { token } })
socket.connect()
const channel = socket.channel("topic:name", {})
channel.join().receive("ok", console.log)</pre>
<p>Get a token with <code>./dev token --user=you</code>. Probes: <a href="/healthz">/healthz</a>,
<a href="/readyz">/readyz</a>.</p>
<script>
fetch("/readyz").then(r => { document.getElementById("state").textContent =
  r.ok ? "ready." : "up, but not ready yet." })
</script></body></html>
)html";
}

}  // namespace lossy::edge
