// The state that the panel shows. It is no better than that of any part. All functions are pure.

import type { State, Status } from "../../../lossy/src/state.js";
import type { ShownState } from "../../../ui/src/connection_text.js";
import type { EngineState } from "../messages.js";

const FROM_WORST: readonly Status[] = ["signed_out", "closed", "offline", "catching_up", "live"];
const NOTHING: ShownState = { status: "offline", waiting: 0, full: false, blocked: null };

/** Returns the worse status of the engine, which has the words, and of the panel's own client, which has the list. */
export function shownState(engine: EngineState | null, client: State | null): ShownState {
  if (!engine) return NOTHING;
  const statuses = [engine.connection.status, client?.status ?? "offline"];
  const status = FROM_WORST.find((each) => statuses.includes(each)) ?? "offline";
  return { ...engine.connection, status };
}
