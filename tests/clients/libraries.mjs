// The clients: name, and what connects one to a stack as a user.

import phoenix15 from "phoenix-1.5";
import * as phoenix16 from "phoenix-1.6";
import * as phoenix17 from "phoenix-1.7";
import * as phoenix18 from "phoenix";
import phoenixChannels from "phoenix-channels";
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
  library("phoenix 1.8 that authenticates by subprotocol", (_, token) => ({
    Socket: phoenix18.Socket,
    authToken: token,
    params: {},
  })),
  library("@supabase/realtime-js with protocol 2.0.0", (_, token) => ({
    Socket: SupabaseSocket,
    params: { token },
  })),
  library("@supabase/realtime-js with protocol 1.0.0", (_, token) => ({
    Socket: SupabaseSocket,
    params: { token },
    vsn: "1.0.0",
  })),
  library("phoenix-channels with protocol 1.0.0", (_, token) => ({
    Socket: phoenixChannels.Socket,
    transport: undefined,
    params: { token },
  })),
];
