// The messages between the parts of the extension.
//
//   page (content script) ──port "page"──►  engine  ◄──port "panel"── panel (side panel or sidebar)
//                                             │
//   page, panel, options, engine ──request──► worker ──command──► engine
//
// The engine owns the microphone, the words that wait and a connection. In Chrome it is the offscreen
// document, in Firefox the sidebar. The worker only routes: the browser may stop it at any time.

import type { Note } from "../../lossy/src/notes.js";
import type { Token } from "../../lossy/src/token.js";
import type { ShownState } from "../../ui/src/connection_text.js";
import type { Heard } from "../../voice/src/hearing.js";

/** The video of a page, as its content script sees it. */
export interface SeenVideo {
  /** A name of the video service's platform table, such as "youtube"; "generic" for any page. */
  platform: string;
  /** The id on the platform; of a "generic" video the address without the fragment. */
  externalId: string;
  /** The page's address. */
  url: string;
  title: string;
  /** In seconds. Null: unknown. */
  duration: number | null;
  /** The pixels that the video covers. The largest video of a tab is the reviewed one. */
  area: number;
}

/** Where a video plays. */
export interface Playback {
  /** In seconds. */
  position: number;
  paused: boolean;
  /** Seconds of the video in a second. */
  rate: number;
  /** The time of `position`, as Date.now() has it. */
  at: number;
}

/** What a page needs of a note to mark it. */
export type MarkedNote = Pick<Note, "id" | "text" | "category" | "status" | "timestamp_seconds">;

/**
 * - "off": voice mode is off;
 * - "starting": the browser opens the microphone;
 * - "listening": nobody speaks; the video plays on;
 * - "speaking": speech is recorded; the video pauses.
 */
export type VoicePhase = "off" | "starting" | "listening" | "speaking";

/** The frame of a second of the video as a JPEG in base64, or the reason why there is none. */
export type CapturedFrame = { request: string } & ({ base64: string; timestamp: number } | { error: string });

/** From a content script. The port's end means that the page has ended. */
export type PageToEngine =
  | { kind: "video_seen"; video: SeenVideo; playback: Playback }
  | { kind: "video_gone" }
  /** After each change of the playback, and at least once a second while it plays. */
  | { kind: "playback"; playback: Playback }
  | ({ kind: "frame" } & CapturedFrame)
  /** The user clicked a marker. */
  | { kind: "note_selected"; noteId: string };

export type EngineToPage =
  | { kind: "seek"; seconds: number }
  | { kind: "set_paused"; paused: boolean }
  /** Speech begins: the page pauses the video if it plays. */
  | { kind: "hold" }
  /** Speech ended: the page plays the video on if it paused it for this, and the user did nothing since. */
  | { kind: "release" }
  | { kind: "capture_frame"; request: string; seconds: number }
  /** All notes of the video, in the order of its time line. */
  | { kind: "notes"; notes: MarkedNote[]; selected: string | null }
  | { kind: "voice"; phase: VoicePhase };

/** The video under review: that of the active tab. */
export interface ReviewedVideo {
  tabId: number;
  seen: SeenVideo;
  playback: Playback;
  /** The id of the video in Lossy. Null: not known yet. */
  videoId: string | null;
}

/** All that the panel shows besides what its own client has. */
export interface EngineState {
  /** Null: the user must sign in. */
  user: string | null;
  connection: ShownState;
  voice: VoicePhase;
  video: ReviewedVideo | null;
  /** The note that the user selected, here or on the page. */
  selected: string | null;
  /** What was said and is no note yet. */
  heard: Heard[];
}

export type PanelToEngine =
  | { kind: "set_voice_mode"; on: boolean }
  | { kind: "seek"; seconds: number }
  | { kind: "set_paused"; paused: boolean }
  | { kind: "select_note"; noteId: string | null }
  | { kind: "capture_frame"; request: string; seconds: number };

export type EngineToPanel =
  | { kind: "state"; state: EngineState }
  | ({ kind: "frame" } & CapturedFrame)
  | { kind: "problem"; text: string }
  /** The level of the microphone from 0 to 1, about ten times a second while voice mode is on. */
  | { kind: "level"; level: number };

/** Sent by the worker to the engine with runtime.sendMessage. The engine answers true. */
export type EngineCommand = { to: "engine" } & (
  /** Finds out whether the engine runs. */
  | { kind: "are_you_there" }
  | { kind: "toggle_voice_mode" }
  | { kind: "tab_activated"; tabId: number }
  | { kind: "settings_changed" }
  /** The microphone may be opened now. */
  | { kind: "microphone_allowed" }
);

/** What the user chose. It is in the extension's storage. */
export interface Settings {
  /** The origin of the edge. */
  server: string;
  /** "server": recordings are sent. "browser": words that the browser recognised are sent. */
  recognition: "server" | "browser";
  /** The language of recognition in the browser, a BCP 47 tag. Empty: that of the browser. */
  language: string;
  /** True if the video pauses while the user speaks. */
  pauseWhileSpeaking: boolean;
  /** True if pages show markers of notes. */
  markers: boolean;
  /** The id of the microphone. Empty: that of the system. */
  microphone: string;
}

/** The ways to sign in at the server of the settings. */
export interface SignInOffer {
  development: boolean;
  openid: boolean;
}

/** Sent to the worker with runtime.sendMessage; see `Answers` for what it answers. */
export type WorkerRequest = { to: "worker" } & (
  /** Starts the engine if it does not run. */
  | { kind: "start_engine" }
  /** The tab that the user looks at. */
  | { kind: "active_tab" }
  | { kind: "read_settings" }
  | { kind: "write_settings"; settings: Partial<Settings> }
  /** The user who is signed in. */
  | { kind: "read_account" }
  | { kind: "sign_in_offer" }
  | { kind: "sign_in_for_development"; user: string }
  | { kind: "sign_in_with_openid" }
  | { kind: "sign_out" }
  /** A token of the user for the edge. */
  | { kind: "token" }
  /** Opens the page on which the browser asks for the microphone. */
  | { kind: "ask_for_microphone" }
  /** The user allowed the microphone. */
  | { kind: "microphone_allowed" }
);

export interface Answers {
  /** False: this browser needs an open sidebar. */
  start_engine: boolean;
  active_tab: { tabId: number | null };
  read_settings: Settings;
  write_settings: Settings;
  read_account: { user: string } | null;
  sign_in_offer: SignInOffer;
  sign_in_for_development: { user: string };
  sign_in_with_openid: { user: string };
  sign_out: null;
  token: Token;
  ask_for_microphone: null;
  microphone_allowed: null;
}
