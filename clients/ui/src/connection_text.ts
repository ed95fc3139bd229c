// The state of a client in words. They never claim more than the client knows.

import type { State } from "../../lossy/src/state.js";
import { problemText } from "./problem_text.js";

export type ConnectionKind = "live" | "catching_up" | "offline" | "signed_out";

/** The part of a client's state that the text shows. */
export type ShownState = Pick<State, "status" | "waiting" | "full"> & {
  readonly blocked: { readonly message: string } | null;
};

const waitingText = (waiting: number) =>
  `${waiting} ${waiting === 1 ? "recording" : "recordings"} waiting`;

export function connectionText(state: ShownState): { kind: ConnectionKind; text: string } {
  const { status, waiting, full, blocked } = state;
  const parts = waiting > 0 ? [waitingText(waiting)] : [];
  if (full) parts.push("no room for more");
  if (blocked) parts.push(problemText(blocked));
  const text = (first: string) => [first, ...parts].join(" · ");
  if (status === "signed_out" || status === "closed") return { kind: "signed_out", text: text("Signed out") };
  if (status === "offline") return { kind: "offline", text: text("Offline") };
  if (status === "catching_up") return { kind: "catching_up", text: text("Catching up") };
  return { kind: "live", text: text("Live") };
}
