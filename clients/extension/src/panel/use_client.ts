import { useEffect, useState } from "preact/hooks";
import { Client } from "../../../lossy/src/client.js";
import { IndexedDbStorage } from "../../../lossy/src/indexed_db_storage.js";
import { problemText } from "../../../ui/src/problem_text.js";
import { askWorker } from "../requests.js";
import { onSettings } from "../settings.js";

const LONG_POLL_AFTER_MS = 5000;

/** Runs a client of the user at the server of the settings. Null: there is none yet. */
export function useClient(user: string | null, onProblem: (problem: string) => void): Client | null {
  const [client, setClient] = useState<Client | null>(null);
  const [server, setServer] = useState<string | null>(null);
  useEffect(() => {
    askWorker({ kind: "read_settings" }).then((settings) => setServer(settings.server), (error) => onProblem(problemText(error)));
    return onSettings((settings) => setServer(settings.server));
  }, []);
  useEffect(() => {
    if (!user || !server) return;
    let started: Client | null = null;
    let ended = false;
    const start = async () => {
      const made = await Client.start({
        origin: server,
        user,
        token: () => askWorker({ kind: "token" }),
        storage: new IndexedDbStorage("lossy"),
        longPollFallbackMs: LONG_POLL_AFTER_MS,
        onProblem: (error) => console.info(problemText(error)),
      });
      if (ended) return made.stop();
      started = made;
      setClient(made);
    };
    start().catch((error) => onProblem(problemText(error)));
    return () => {
      ended = true;
      started?.stop();
      setClient(null);
    };
  }, [user, server]);
  return client;
}
