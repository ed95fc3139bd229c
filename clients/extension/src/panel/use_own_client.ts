import { useEffect, useState } from "preact/hooks";
import type { Client } from "../../../lossy/src/client.js";
import { problemText } from "../../../ui/src/problem_text.js";
import { useClient } from "../../../ui/src/use_client.js";
import { askWorker } from "../requests.js";
import { onSettings } from "../settings.js";

/** Runs a client of the user at the server of the settings. Null: there is none yet. */
export function useOwnClient(user: string | null, onProblem: (problem: string) => void): Client | null {
  const [server, setServer] = useState<string | null>(null);
  useEffect(() => {
    askWorker({ kind: "read_settings" }).then((settings) => setServer(settings.server), (error) => onProblem(problemText(error)));
    return onSettings((settings) => setServer(settings.server));
  }, []);
  const options = user && server
    ? {
        origin: server,
        user,
        token: () => askWorker({ kind: "token" }),
        onProblem: (error: unknown) => console.info(problemText(error)),
      }
    : null;
  return useClient(options, onProblem, [user, server]);
}
