// The client of a page, as long as a user is signed in.

import { type Inputs, useEffect, useState } from "preact/hooks";
import type { Client, ClientOptions } from "../../lossy/src/client.js";
import { problemText } from "./problem_text.js";
import { startClient } from "./start_client.js";

/**
 * Runs a client with these options, and another one when one of `inputs` changes. Null: there is none
 * yet, or there are no options.
 */
export function useClient(
  options: ClientOptions | null,
  onProblem: (problem: string) => void,
  inputs: Inputs,
): Client | null {
  const [client, setClient] = useState<Client | null>(null);
  useEffect(() => {
    if (!options) return;
    let started: Client | null = null;
    let ended = false;
    const start = async () => {
      const made = await startClient(options);
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
  }, inputs);
  return client;
}
