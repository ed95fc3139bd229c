// The clients: name, and what connects one to a place as a user. A place has a stack, a browser, a
// site with the page for it, and proxies that let no WebSocket through: one refuses, one is mute.

import "./globals.mjs";
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

// 1.5 forgets the timer of its first heartbeat, which would keep the process alive; no test takes
// as long as that.
class Socket15 extends phoenix15.Socket {
  resetHeartbeat() {}
}

export const stock = {
  1.5: { ...phoenix15, Socket: Socket15 },
  1.6: phoenix16,
  1.7: phoenix17,
  1.8: phoenix18,
};

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

const stockOverLongPoll = Object.entries(stock).map(([version, { Socket, LongPoll }]) =>
  library(`phoenix ${version} over long-poll`, () => ({ Socket, transport: LongPoll })),
);

// The storage that a browser has for each tab.
class SessionStore extends Map {
  getItem = (name) => this.get(name) ?? null;
  setItem = (name, value) => this.set(name, value);
}

const stockThatFallsBack = [
  ["1.7", "refusing"],
  ["1.7", "mute"],
  ["1.8", "refusing"],
  ["1.8", "mute"],
].map(([version, proxy]) =>
  library(`phoenix ${version} that falls back to long-poll: a ${proxy} proxy`, (_, place) => ({
    Socket: stock[version].Socket,
    url: place[proxy].socketUrl(),
    longPollFallbackMs: 500,
    sessionStorage: new SessionStore(),
  })),
);

const withAuthToken = [
  library("phoenix 1.8 that authenticates by subprotocol", (authToken) => ({
    Socket: phoenix18.Socket,
    authToken,
    params: {},
  })),
  library("phoenix 1.8 that authenticates by a header of long-poll", (authToken) => ({
    Socket: phoenix18.Socket,
    transport: phoenix18.LongPoll,
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

const inChromium = ["WebSocket", "LongPoll"].map((transport) =>
  library(`phoenix 1.8 in Chromium over ${transport}`, async (_, { browser, site }) => ({
    Socket: await openPageSocket(browser, site),
    transport,
  })),
);

export const libraries = [
  ...stockOverWebSocket,
  ...stockOverLongPoll,
  ...stockThatFallsBack,
  ...withAuthToken,
  ...ofOthers,
  ...(hasBrowser() ? inChromium : []),
];
