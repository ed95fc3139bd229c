// An observer in a window of the studio: it notes every time at which the shown state is not the
// truth for longer than a page needs to show a change.

// Prepares a page before its own scripts run. `lies()` then returns what the page claimed wrongly.
export const TRUTH = `{
  // A change of the facts must be on screen within this time.
  const PATIENCE_MS = 700;
  const LOOK_MS = 50;
  const TOPICS = ["video:meta", "notes:video:", "audio:"];

  // The topics that each open connection has joined, by what the edge answers.
  const connections = new Map();
  // The sessions of this window; the browser keeps those of all windows together.
  const sessions = new Set();
  globalThis.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      const joins = new Map();
      const joined = new Set();
      connections.set(this, joined);
      this.addEventListener("close", () => connections.delete(this));
      this.addEventListener("message", ({ data }) => {
        if (typeof data !== "string") return;
        const [, ref, topic, event, payload] = JSON.parse(data);
        if (event === "phx_reply" && joins.get(ref) === topic && payload.status === "ok") joined.add(topic);
        if (event === "phx_error" || event === "phx_close") joined.delete(topic);
      });
      const send = this.send.bind(this);
      this.send = (data) => {
        if (typeof data === "string") {
          const [, ref, topic, event] = JSON.parse(data);
          if (event === "phx_join") joins.set(ref, topic);
          if (event === "phx_join" && topic.startsWith("audio:")) sessions.add(topic.slice("audio:".length));
        }
        send(data);
      };
    }
  };
  const isJoined = () => [...connections].some(([socket, joined]) =>
    socket.readyState === WebSocket.OPEN && TOPICS.every((name) => [...joined].some((topic) => topic.startsWith(name))));

  const settled = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  let database;
  // The recordings of this window that the browser keeps because the server does not have them.
  const kept = async () => {
    if (!database) {
      const known = (await indexedDB.databases()).some(({ name }) => name === "lossy");
      if (!known) return 0;
      database = await settled(indexedDB.open("lossy"));
    }
    const store = database.transaction("values").objectStore("values");
    const [keys, values] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())]);
    const mine = values.filter((_, i) => sessions.has(/speech\\/([^/]+)\\//.exec(keys[i])?.[1]));
    return new Set(mine.map(({ utterance }) => utterance)).size;
  };

  const shown = () => document.querySelector(".connection")?.textContent ?? "";
  const waiting = (text) => Number(/(\\d+) recordings? waiting/.exec(text)?.[1] ?? 0);
  const found = [];
  const since = new Map();
  const claim = (name, wrong, what) => {
    const now = performance.now();
    if (!wrong) return since.delete(name);
    if (!since.has(name)) since.set(name, now);
    if (now - since.get(name) < PATIENCE_MS) return;
    found.push(what);
    since.delete(name);
  };
  const seen = new Set();
  const look = async () => {
    const before = shown();
    const queue = await kept();
    const text = shown();
    seen.add(text.replace(/\\d+/, "n"));
    const review = Boolean(document.querySelector(".review"));
    claim("live", review && text.startsWith("Live") && !isJoined(), text + ", but no connection has joined");
    claim("waiting", before === text && waiting(text) !== queue, text + ", but " + queue + " are kept");
  };
  const again = () => setTimeout(() => look().catch((error) => report(String(error))).finally(again), LOOK_MS);
  if (location.protocol.startsWith("http")) again();
  globalThis.lies = () => found;
  globalThis.statesSeen = () => [...seen];
}`;
