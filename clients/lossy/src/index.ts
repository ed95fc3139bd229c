export type { BackoffBounds } from "./backoff.js";
export { Client, type ClientOptions } from "./client.js";
export type * from "./contract.js";
export { type FailureReason, QueueFullError, RequestError, SignedOutError } from "./errors.js";
export { extensionTokens, type ExtensionTokenOptions } from "./extension_token.js";
export { IndexedDbStorage } from "./indexed_db_storage.js";
export {
  type DetectedVideo,
  type Library,
  LIBRARY_LIMIT,
  type QueuedVideo,
  type Timecode,
  type Video,
  type VideoFilters,
  type VideoStatus,
} from "./library.js";
export type { ListPhase } from "./live_list.js";
export { LocalStorage } from "./local_storage.js";
export { MemoryStorage } from "./memory_storage.js";
export type { ExportedNotes, ExportFormat, FramePicture, NewNote, Note, NoteChanges, NoteRevision, Notes } from "./notes.js";
export type { Presences, Visitor } from "./presences.js";
export type { Recording } from "./recording.js";
export type { Session } from "./session.js";
export type { SessionOptions } from "./sessions.js";
export type { RejectedSpeech } from "./speech_sender.js";
export type { State, Status } from "./state.js";
export type { Storage } from "./storage.js";
export { claimsOf, type Token, type TokenProvider } from "./token.js";
export type { Joined, Topic, TopicPhase } from "./topic.js";
export type * from "./topic_types.js";
export type { Moment } from "./utterance.js";
