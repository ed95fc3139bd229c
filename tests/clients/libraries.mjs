// The clients: name, and what connects one to a place as a user. A place is a stack, a browser and
// a site with the page for it.

import assert from "node:assert/strict";
import phoenix15 from "phoenix-1.5";
import * as phoenix16 from "phoenix-1.6";
import * as phoenix17 from "phoenix-1.7";
import * as phoenix18 from "phoenix";
import phoenixChannels from "phoenix-channels";
import { hasBrowser } from "../integration/lib/browser.mjs";
import { Client } from "../integration/lib/client.mjs";
import { openPageSocket } from "./page_client.mjs";
import { SupabaseSocket } from "./supabase.mjs";

const stock = { 1.5: phoenix15, 1.6: phoenix16, 1.7: phoenix17, 1.8: phoenix18 };

// With the pauses that the library itself makes before it connects or joins again.
const itsOwnPauses = { rejoinAfterMs: undefined, reconnectAfterMs: undefined };

function library(name, options) {
  const connect = async (place, user) => {
    const token = place.stack.userToken(user, { device: "browser" });
    const chosen = await options(token, place);
    assert.equal(typeof chosen.Socket, "function");
    return new Client(place.stack, token, { ...itsOwnPauses, params: { token }, ...chosen });
  };
  return { name, connect };
}

const stockOverWebSocket = Object.entries(stock).map(([version, { Socket }]) =>
  library(`phoenix ${version} over WebSocket`, () => ({ Socket })),
);

const byAuthToken = [
  library("phoenix 1.8 that authenticates by subprotocol", (authToken) => ({
    Socket: phoenix18.Socket,
    authToken,
    params: {},
  })),
];

const ofOthers = [
  library("@supabase/realtime-js with protocol 2.0.0", () => ({ Socket: SupabaseSocket })),
  library("@supabase/realtime-js with protocol 1.0.0", () => ({
    Socket: SupabaseSocket,
    vsn: "1.0.0",
  })),
  library("phoenix-channels with protocol 1.0.0", () => ({
    Socket: phoenixChannels.Socket,
    transport: undefined,
  })),
];

const inChromium = ["WebSocket"].map((transport) =>
  library(`phoenix 1.8 in Chromium over ${transport}`, async (_, { browser, site }) => ({
    Socket: await openPageSocket(browser, site),
    transport,
  })),
);

export const libraries = [
  ...stockOverWebSocket,
  ...byAuthToken,
  ...ofOthers,
  ...(hasBrowser() ? inChromium : []),
];
