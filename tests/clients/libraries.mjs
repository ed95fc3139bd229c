// The clients: name, and what connects one to a stack as a user.

import * as phoenix15 from "phoenix-1.5";
import * as phoenix16 from "phoenix-1.6";
import * as phoenix17 from "phoenix-1.7";
import * as phoenix18 from "phoenix";
import * as phoenixChannels from "phoenix-channels";
import WebSocket from "ws";
import { Client } from "../integration/lib/client.mjs";
import { SupabaseSocket } from "./supabase.mjs";

const stock = { 1.5: phoenix15, 1.6: phoenix16, 1.7: phoenix17, 1.8: phoenix18 };

// With the pauses that the library itself makes before it connects or joins again.
const itsOwnPauses = { rejoinAfterMs: undefined, reconnectAfterMs: undefined };

const library = (name, options) => ({
  name,
  connect: (stack, user) => {
    const token = stack.userToken(user, { device: "browser" });
    return new Client(stack, token, { ...itsOwnPauses, ...options(stack, token) });
  },
});

const overWebSocket = Object.entries(stock).map(([version, { Socket }]) =>
  library(`phoenix ${version} over WebSocket`, () => ({ Socket })),
);

export const libraries = [
  ...overWebSocket,
  library("@supabase/realtime-js, protocol 2.0.0", (_, token) => ({
    Socket: SupabaseSocket,
    params: { token },
  })),
];
