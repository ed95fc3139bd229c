// Written by `lossyctl contract types` from the descriptors of the services. Do not edit.

/** Bytes from a client: base64, or the numbers from 0 to 255. */
export type Bytes = string | number[] | { [index: string]: number };

/** The place of an event in a topic. A client returns it whole, as `recover` of its next join. */
export interface Position {
  epoch: string;
  offset: number;
  run?: number;
}

/** The options of every join, besides its own params. */
export interface JoinOptions {
  /** True asks for positions. A position asks for all events after it. */
  recover?: boolean | Position | null;
  /** With `updates`, a presence_diff has changes of metadata in its member `updates`. */
  presence?: { updates?: boolean } | null;
}

/** The members of the reply to a join with `recover`. */
export interface JoinPosition {
  position?: Position;
  /** False: events were missed, so the client must load the whole state again. */
  recovered?: boolean;
}

/** The payload of a published event. It has a position after a join with `recover`. */
export type Pushed<Payload> = Payload & { position?: Position };

/** The response of a reply with the status "error". */
export interface ErrorReply {
  reason: Reason;
  /** One English sentence for people. */
  message: string;
  /** The problem of each invalid field, by its name. */
  details?: { [field: string]: unknown };
  /** The time in milliseconds after which a retry may succeed. */
  retry_after_ms?: number;
}

/** The reason of an error. The list is complete. */
export type Reason =
  | "invalid_argument"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "unknown_event"
  | "unmatched topic"
  | "conflict"
  | "failed_precondition"
  | "reset_required"
  | "rate_limited"
  | "quota_exceeded"
  | "too many channels joined"
  | "internal"
  | "not_configured"
  | "unavailable"
  | "deadline_exceeded";

export namespace lossy.agent.v1 {
  /** A step on the way from speech to a note. */
  export interface AgentEvent {
    /** "audio_chunk_received", "transcription_started", "transcript_partial", "transcript_ready", "transcription_failed", "structuring_failed", "note_created", "note_updated", "note_skipped". */
    type: string;
    /** The reason why an utterance became no note: "noise", "low_confidence", "duplicate", "empty". */
    reason: string | null;
    /** 0 to 1. */
    confidence: number | null;
    /** The words. In "structuring_failed", they are set only if they did not become a note. */
    text: string | null;
    source: string | null;
    note_id: string | null;
    error: lossy.channel.v1.Error | null;
    /** The size of the recording in progress: bytes, and seconds by the times of the stream. */
    buffer_size: number | null;
    duration: number | null;
    /** The utterance of this step. */
    transcript_id: string | null;
    recording_id: string | null;
  }

  /** A part of an audio stream. A client that sends `stream_id` and `offset` with each part may send a part again, for instance after it joined again: the agent skips bytes that are stored already. Without them, parts are appended in the order of arrival. */
  export interface AudioChunk {
    /** Required; at most 5 MB. */
    data?: Bytes | null;
    /** The client's name of the stream: 1 to 64 bytes, and a new name each time a recorder starts. Requires `offset`. */
    stream_id?: string | null;
    /** The position of `data` in the stream, in bytes. A position beyond the stored bytes is refused with FAILED_PRECONDITION and `received_bytes` in the details: the client must continue from there. */
    offset?: number | null;
    /** 0 to 64 bytes. Within a recording, parts with the same id are stored once. */
    request_id?: string | null;
  }

  /** The frame that is on screen. The session keeps the newest one until the video changes. It becomes the visual context of notes whose words are spoken within 5 s of it. */
  export interface FrameEmbedding {
    /** Exactly 768 finite numbers. Required. */
    embedding?: number[] | null;
    /** Seconds from the start of the video. Required. `timestamp_seconds` is an accepted alias. */
    timestamp?: number | null;
    /** Absent means local. */
    source?: lossy.notes.v1.EmbeddingSource | null;
    /** "webgpu", "wasm", …; at most 64 bytes. Absent means "unknown". */
    device?: string | null;
    /** Time to compute the embedding, in milliseconds. Not used. */
    embedding_time_ms?: number | null;
  }

  export interface Ping {}

  export interface Pong {
    /** Always true. */
    pong: boolean;
  }

  export interface ReconcileEvents {
    /** Required; at least 0. */
    last_sequence?: number | null;
  }

  export interface Reconciled {
    /** The server's count of events minus the client's. */
    gap: number;
    status: string;
  }

  /** Orders a client with a voice session to start or stop recording. */
  export interface RecordingControl {
    /** "start" or "stop". */
    action: string;
  }

  export interface RefineNoteRequest {
    /** UUID. */
    note_id?: string | null;
    /** A JPEG, without "data:" prefix. At most 6 MB. */
    frame_base64?: Bytes | null;
    /** Seconds from the start of the video. `timestamp_seconds` is an accepted alias. */
    timestamp?: number | null;
    request_id?: string | null;
  }

  export interface RefineNoteResponse {
    refined_text: string;
    note: lossy.notes.v1.Note | null;
  }

  export interface ResetSession {
    reason: string;
    message: string;
  }

  export interface SessionJoin {
    /** UUID. */
    session_id?: string | null;
    /** UUID of the open video; null if no video is open. */
    video_id?: string | null;
    /** Seconds from the start of the video. `timestamp_seconds` is an accepted alias. */
    timestamp?: number | null;
    voice_mode?: boolean | null;
    /** Version of the client's protocol, 1 or 2; an integer or a decimal string. */
    requested_version?: unknown;
  }

  export interface SessionJoined {
    active_version: number;
    supported_versions: number[];
    features: { [key: string]: boolean };
    device_id: string;
    user_id: string;
    min_confidence: number;
    session_id: string;
    video_id: string | null;
    voice_session_enabled: boolean;
    /** "idle", "listening" (a recording is in progress), "transcribing". */
    state: string;
    /** The last position in the video, in seconds. */
    timestamp: number;
    /** The size of the recording in progress: bytes, and seconds by the times of the stream. */
    buffer_size: number;
    duration: number;
    /** The client's name of the last audio stream of the session. Null if the stream had no name, or if there was none. */
    stream_id: string | null;
    /** Stored bytes of that stream. A stream without a name ends with stop_recording; after that, the value is 0. */
    received_bytes: number;
  }

  /** A note in the events of its session. It has the keys of lossy.notes.v1.Note, with the same meaning except for `timestamp`. */
  export interface SessionNote {
    id: string;
    text: string;
    category: lossy.notes.v1.NoteCategory | null;
    confidence: number | null;
    /** Seconds from the start of the video. */
    timestamp_seconds: number;
    raw_transcript: string | null;
    video_id: string | null;
    /** As inserted_at in seconds since 1970, for old clients. */
    timestamp: number;
    inserted_at: string | null;
    /** As in lossy.notes.v1.Note. */
    heard_by: string | null;
    written_by: string | null;
    revision: number;
    enrichment_source: lossy.notes.v1.EnrichmentSource | null;
    /** As in lossy.notes.v1.Note. */
    visual_context: lossy.notes.v1.VisualContext | null;
    status: lossy.notes.v1.NoteStatus | null;
    updated_at: string | null;
    /** As in lossy.notes.v1.Note. */
    end_seconds: number | null;
  }

  export interface SetTimestamp {
    /** Seconds from the start of the video; from 0 to --max_video_seconds. Required. `timestamp_seconds` is an accepted alias. */
    timestamp?: number | null;
  }

  export interface StopRecording {}

  export interface TranscriptFinal {
    /** Required; at most 20,000 bytes. A text of spaces only is accepted, and becomes no note. */
    text?: string | null;
    /** The transcriber: "local", "cloud". */
    source?: string | null;
    chunks?: lossy.agent.v1.TranscriptFinal.Chunk[] | null;
    /** Length of the utterance in seconds; from 0 to --max_video_seconds. */
    duration_seconds?: number | null;
    /** Time of the transcription in milliseconds. */
    transcription_time_ms?: number | null;
    /** 0 to 64 bytes. Within a session, a request with the same id is a repeat. Without an id, the same words within seconds are a repeat. */
    request_id?: string | null;
  }

  export interface TranscriptPartial {
    /** Required; at most 20,000 bytes. */
    text?: string | null;
    /** 0 to 1. */
    confidence?: number | null;
  }

  export interface UpdateVideoContext {
    /** UUID, or null if no video is open. */
    video_id: string | null;
  }

  export interface VoiceEvent {
    /** Required: "speech_start", "speech_end", "metrics", "heartbeat", "error". */
    type?: string | null;
    data?: { [key: string]: unknown } | null;
    sequence?: number | null;
  }

  /** An outcome of a voice event other than a new status. */
  export interface VoiceEventResponse {
    /** "speech_ignored", "auto_stop", "sequence_gap", "error". */
    type: string;
    data: { [key: string]: unknown } | null;
  }

  export interface VoiceStatus {
    /** "idle", "observing", "recording", "cooldown", "disconnected", "reconnecting", "error". */
    status: string;
    /** Counters and measurements, each in both spellings: speech_detections and speechDetections. */
    telemetry: { [key: string]: number };
    /** Absent if only the telemetry changed. */
    previous_status: string | null;
  }
}

export namespace lossy.agent.v1.TranscriptFinal {
  export interface Chunk {
    text?: string | null;
    /** Start and end in seconds from the start of the utterance; a transcriber may leave one null. */
    timestamp?: unknown[] | null;
  }
}

export namespace lossy.channel.v1 {
  /**
   * The reason of an error. The list is complete, so clients may switch on it.
   * - invalid_argument: A value is missing, has the wrong type or is out of range; details name the field. gRPC INVALID_ARGUMENT.
   * - not_found: The object does not exist, or belongs to another user; the error does not say which. gRPC NOT_FOUND.
   * - forbidden: The caller has no permission for the request. gRPC PERMISSION_DENIED.
   * - unauthenticated: The caller has no token, or an invalid one. gRPC UNAUTHENTICATED.
   * - rate_limited: There were too many requests; the client may retry after retry_after_ms. gRPC RESOURCE_EXHAUSTED.
   * - unavailable: A service or its database does not answer; the client may retry after retry_after_ms. A write may have succeeded nevertheless, so a retry must have the same request_id. gRPC UNAVAILABLE.
   * - deadline_exceeded: The answer did not arrive in time. The request may have succeeded. gRPC DEADLINE_EXCEEDED.
   * - failed_precondition: The state of the object does not permit the request. gRPC FAILED_PRECONDITION.
   * - conflict: Another client changed the object meanwhile, or the object exists already. gRPC ABORTED and ALREADY_EXISTS.
   * - not_configured: The operator of this installation has not configured the function. gRPC UNIMPLEMENTED.
   * - unknown_event: No method answers the event on the joined topic. Only the edge returns it, as gRPC UNIMPLEMENTED.
   * - internal: A defect of the service. gRPC INTERNAL and every code that is not listed here.
   * - reset_required: The client's state differs too much from the server's, so the client must load the state again. gRPC OUT_OF_RANGE.
   * - quota_exceeded: The user has reached a quota of stored data; details name the quota. A retry does not help: the user must delete something, or the operator must raise the quota. gRPC RESOURCE_EXHAUSTED.
   */
  export type Reason = "invalid_argument" | "not_found" | "forbidden" | "unauthenticated" | "rate_limited" | "unavailable" | "deadline_exceeded" | "failed_precondition" | "conflict" | "not_configured" | "unknown_event" | "internal" | "reset_required" | "quota_exceeded";

  /** An error. A channel's reply contains it as {"reason": "not_found", "message": "…", "details": {…}}, with "retry_after_ms" if it is not zero. */
  export interface Error {
    reason: lossy.channel.v1.Reason | null;
    /** One English sentence for people. It contains no user content. */
    message: string;
    /** The problem of each invalid field, by the field's name. */
    details: { [key: string]: string };
    /** The time after which a retry may succeed, in milliseconds. 0: unknown. */
    retry_after_ms: number;
  }
}

export namespace lossy.notes.v1 {
  /** The place where an embedding was computed. */
  export type EmbeddingSource = "local" | "cloud";

  /** The origin of a note's visual context. */
  export type EnrichmentSource = "none" | "siglip_local" | "siglip_cloud" | "gpt4o_vision" | "manual";

  /**
   * A form of an exported file.
   * - srt: SubRip subtitles.
   * - resolve_edl: An edit decision list with markers as DaVinci Resolve imports them.
   * - avid_edl: An edit decision list (CMX3600) with markers as LOC comments.
   * - avid_xml: Markers of Avid Media Composer.
   * - fcp7_xml: A sequence with markers, of Final Cut Pro 7: for Premiere Pro and Resolve.
   * - fcpxml: A project with markers, of Final Cut Pro.
   */
  export type ExportFormat = "csv" | "json" | "markdown" | "srt" | "webvtt" | "resolve_edl" | "avid_edl" | "avid_xml" | "fcp7_xml" | "fcpxml";

  export type NoteCategory = "pacing" | "audio" | "visual" | "editing" | "general" | "color" | "graphics" | "content" | "other";

  export type NoteStatus = "ghost" | "firmed" | "pending_post" | "posting" | "posted" | "failed" | "cancelled";

  export interface CreateNoteRequest {
    /** A repeat with the same id returns the first note. 1 to 64 bytes, or empty: each request creates a note. */
    request_id?: string | null;
    /** UUID; absent for a note without a video. */
    video_id?: string | null;
    /** Required. */
    text?: string | null;
    raw_transcript?: string | null;
    /** Seconds from the start of the video; not negative. `timestamp` is an accepted alias. */
    timestamp_seconds?: number | null;
    category?: lossy.notes.v1.NoteCategory | null;
    /** 0 to 1. */
    confidence?: number | null;
    /** UUID of the session in which the note was spoken. */
    session_id?: string | null;
    heard_by?: string | null;
    /** Absent means "user" if the caller is the user. */
    written_by?: string | null;
    /** The frame on screen when the words were spoken. */
    frame?: lossy.notes.v1.Frame | null;
    /** The end of the part of the video that the note is about, in seconds; timestamp_seconds or more. Absent, or equal to timestamp_seconds: the note is about one moment. */
    end_seconds?: number | null;
  }

  export interface CreateNoteResponse {
    note: lossy.notes.v1.Note | null;
  }

  export interface DeleteNoteRequest {
    note_id?: string | null;
    /** Makes a repeat harmless; 1 to 64 bytes, or empty. */
    request_id?: string | null;
  }

  export interface DeleteNoteResponse {}

  export interface EnrichNoteRequest {
    note_id?: string | null;
    /** Exactly 768 finite numbers. */
    embedding?: number[] | null;
    /** Seconds from the start of the video. Required. `timestamp_seconds` is an accepted alias. */
    timestamp?: number | null;
    /** Absent means local. */
    source?: lossy.notes.v1.EmbeddingSource | null;
    /** "webgpu", "wasm", …; at most 64 bytes. Absent means "unknown". */
    device?: string | null;
    request_id?: string | null;
  }

  export interface EnrichNoteResponse {
    note: lossy.notes.v1.Note | null;
  }

  export interface ExportNotesRequest {
    /** UUID; required. */
    video_id?: string | null;
    /** Required. */
    format?: lossy.notes.v1.ExportFormat | null;
    /** The exported part of the video: the notes whose timestamp_seconds is from_seconds or more, and less than to_seconds. Absent: from the start, and to the end. */
    from_seconds?: number | null;
    to_seconds?: number | null;
  }

  export interface ExportNotesResponse {
    /** The video's title and the format's extension, without characters that a file system refuses. */
    file_name: string;
    /** For example "text/csv; charset=utf-8". */
    media_type: string;
    /** The content of the file, at most 2 MiB. */
    text: string;
  }

  /** The embedding of a frame on screen. */
  export interface Frame {
    /** Exactly 768 finite numbers. */
    embedding?: number[] | null;
    /** Seconds from the start of the video. `timestamp_seconds` is an accepted alias. */
    timestamp?: number | null;
    /** Absent means local. */
    source?: lossy.notes.v1.EmbeddingSource | null;
    /** "webgpu", "wasm", …; at most 64 bytes. */
    device?: string | null;
  }

  export interface JoinUserNotesRequest {
    user_id?: string | null;
    requested_version?: unknown;
  }

  export interface JoinUserNotesResponse {
    active_version: number;
    supported_versions: number[];
    features: { [key: string]: boolean };
    device_id: string;
    user_id: string;
    min_confidence: number;
    scope: lossy.notes.v1.Scope | null;
  }

  export interface JoinVideoNotesRequest {
    /** UUID. */
    video_id?: string | null;
    /** The version of the client protocol, 1 or 2; an integer or a decimal string. */
    requested_version?: unknown;
  }

  export interface JoinVideoNotesResponse {
    active_version: number;
    supported_versions: number[];
    features: { [key: string]: boolean };
    device_id: string;
    user_id: string;
    min_confidence: number;
    scope: lossy.notes.v1.Scope | null;
  }

  export interface ListNoteRevisionsRequest {
    note_id?: string | null;
  }

  export interface ListNoteRevisionsResponse {
    /** Newest first, from the present revision on. The service keeps the first revision and the newest hundred (--note_revisions) before the present one. */
    revisions: lossy.notes.v1.NoteRevision[];
  }

  export interface ListNotesRequest {
    /** UUID. Absent: notes of all videos. */
    video_id?: string | null;
    /** The topic notes:user:<id> sets it; must be the caller. */
    user_id?: string | null;
    limit?: number | null;
    cursor?: string | null;
    category?: lossy.notes.v1.NoteCategory | null;
    status?: lossy.notes.v1.NoteStatus | null;
  }

  export interface ListNotesResponse {
    /** Newest first. */
    notes: lossy.notes.v1.Note[];
    next_cursor: string | null;
  }

  export interface ListVideoNotesRequest {
    /** UUID; required. */
    video_id?: string | null;
    /** 1 to 1,000; absent means 1,000. */
    limit?: number | null;
    /** The next_cursor of a former response. */
    cursor?: string | null;
  }

  export interface ListVideoNotesResponse {
    /** By timestamp_seconds. */
    notes: lossy.notes.v1.Note[];
    /** The cursor of the next page; null on the last page. */
    next_cursor: string | null;
  }

  export interface Note {
    /** UUID. */
    id: string;
    /** UUID; null for a note that was spoken without an open video. */
    video_id: string | null;
    /** Without control characters, "<" and ">". 1 to 10,000 bytes. */
    text: string;
    /** The recognised words, before they were edited. */
    raw_transcript: string | null;
    /** Seconds from the start of the video; not negative. */
    timestamp_seconds: number;
    category: lossy.notes.v1.NoteCategory | null;
    /** 0 to 1. */
    confidence: number | null;
    status: lossy.notes.v1.NoteStatus | null;
    enrichment_source: lossy.notes.v1.EnrichmentSource | null;
    /** As inserted_at, for old clients. In an event of a session it is a number of seconds instead. */
    timestamp: string | null;
    /** The time of the creation. */
    inserted_at: string | null;
    updated_at: string | null;
    /** The recogniser of raw_transcript: "local" for the client, or the name of a recogniser or a model. The same characters as in text; at most 64 bytes. */
    heard_by: string | null;
    /** The writer of the text: "user", "rules", "plain" (the recognised words), or a model's name. The same rules as for heard_by. */
    written_by: string | null;
    /** 1 at the creation; each change of the content adds 1. A new status or embedding is no change of the content. */
    revision: number;
    /** The frame that was on screen when the note was spoken, or that enrich_note named. Null: none. */
    visual_context: lossy.notes.v1.VisualContext | null;
    /** The end of the part of the video that the note is about, in seconds, after timestamp_seconds. Null: the note is about one moment. */
    end_seconds: number | null;
  }

  export interface NoteDeleted {
    id: string;
    video_id: string | null;
  }

  /** The content of a note between two changes. */
  export interface NoteRevision {
    /** As in Note. */
    revision: number;
    text: string;
    category: lossy.notes.v1.NoteCategory | null;
    confidence: number | null;
    raw_transcript: string | null;
    heard_by: string | null;
    written_by: string | null;
    enrichment_source: lossy.notes.v1.EnrichmentSource | null;
    /** The second of the video whose frame was used to refine the note. */
    visual_timestamp: number | null;
    /** The time of the change that created the revision. */
    created_at: string | null;
    /** As in Note. */
    end_seconds: number | null;
  }

  export interface RevertNoteRequest {
    note_id?: string | null;
    /** 1 or more. Absent: the revision before the present one. */
    revision?: number | null;
    /** As in UpdateNoteRequest. */
    expected_revision?: number | null;
    request_id?: string | null;
  }

  export interface RevertNoteResponse {
    note: lossy.notes.v1.Note | null;
  }

  /** The subject of a joined topic. */
  export interface Scope {
    /** "video" or "user". */
    type: string;
    id: string;
  }

  /** Absent fields do not change. At least one of `text`, `category`, `confidence`, `status`, `enrichment_source`, `raw_transcript`, `heard_by`, `written_by`, `visual_timestamp` and `end_seconds` is required. */
  export interface UpdateNoteRequest {
    note_id?: string | null;
    /** The revision that the note must have. 0: any revision. */
    expected_revision?: number | null;
    text?: string | null;
    category?: lossy.notes.v1.NoteCategory | null;
    confidence?: number | null;
    status?: lossy.notes.v1.NoteStatus | null;
    enrichment_source?: lossy.notes.v1.EnrichmentSource | null;
    /** An empty text removes the value; the same applies to heard_by and written_by. */
    raw_transcript?: string | null;
    heard_by?: string | null;
    /** Absent means "user" if the caller is the user and the text changes. */
    written_by?: string | null;
    /** The second of the video whose frame was used to refine the note. */
    visual_timestamp?: number | null;
    /** Makes a repeat harmless; 1 to 64 bytes, or empty. */
    request_id?: string | null;
    /** As in CreateNoteRequest; a value equal to the note's timestamp_seconds removes the end. */
    end_seconds?: number | null;
  }

  export interface UpdateNoteResponse {
    note: lossy.notes.v1.Note | null;
  }

  /** The video was deleted, and all its notes with it. A repeat is possible. */
  export interface VideoDeleted {
    /** UUID of the video. */
    id: string;
  }

  /** The frame of the video from which a note's embedding was computed. */
  export interface VisualContext {
    /** Seconds from the start of the video. */
    timestamp: number;
    source: lossy.notes.v1.EmbeddingSource | null;
    /** "webgpu", "wasm", …; "unknown" if the client did not name one. */
    device: string;
  }
}

export namespace lossy.video.v1 {
  export type VideoStatus = "queued" | "in_progress" | "complete" | "archived";

  export interface DeleteVideoRequest {
    /** UUID. */
    video_id?: string | null;
    /** As in DetectVideoRequest. */
    request_id?: string | null;
    /** The video's user; empty: the caller. */
    user_id?: string | null;
  }

  export interface DeleteVideoResponse {}

  export interface DetectVideoRequest {
    /** Required. Aliases (frame_io) are accepted. */
    platform?: string | null;
    /** The platform's id of the video, at most 2,048 bytes. Required unless the URL contains the id, which then overrides it. `external_id`, the name of the same value in other messages, is an accepted alias. */
    video_id?: string | null;
    /** http or https, at most 4,096 bytes. */
    url?: string | null;
    /** A title longer than 1,000 bytes is cut. */
    title?: string | null;
    /** Makes a repeat harmless; 1 to 64 bytes, or empty. */
    request_id?: string | null;
  }

  export interface DetectVideoResponse {
    video_id: string;
    /** The canonical name. */
    platform: string;
    /** True if the product supports the platform by name. */
    platform_supported: boolean;
  }

  /** A number of frames per second, and the way in which timecode counts them. */
  export interface FrameRate {
    /** The rate is numerator/denominator: 25/1, or 30000/1001 for 29.97. It must be 24, 25, 30, 48, 50 or 60, or 24, 30, 48 or 60 times 1000/1001. */
    numerator: number;
    /** Absent or 0 in a request means 1. */
    denominator: number;
    /** Timecode leaves out frame numbers, so that it stays with the clock. Only for 30000/1001 and 60000/1001. */
    drop_frame: boolean;
  }

  /** A number of frames per second, and the way in which timecode counts them. */
  export interface FrameRateInput {
    /** The rate is numerator/denominator: 25/1, or 30000/1001 for 29.97. It must be 24, 25, 30, 48, 50 or 60, or 24, 30, 48 or 60 times 1000/1001. */
    numerator?: number | null;
    /** Absent or 0 in a request means 1. */
    denominator?: number | null;
    /** Timecode leaves out frame numbers, so that it stays with the clock. Only for 30000/1001 and 60000/1001. */
    drop_frame?: boolean | null;
  }

  export interface GetSettingsRequest {}

  export interface GetSettingsResponse {
    settings: lossy.video.v1.Settings | null;
  }

  export interface GetVideoRequest {
    /** UUID. */
    video_id?: string | null;
  }

  export interface GetVideoResponse {
    video: lossy.video.v1.Video | null;
  }

  export interface JoinVideoMetaRequest {
    /** The version of the client protocol, 1 or 2; an integer or a decimal string. */
    requested_version?: unknown;
  }

  export interface JoinVideoMetaResponse {
    /** The version that the connection uses. */
    active_version: number;
    supported_versions: number[];
    /** Feature flags by name; true if the feature is on for the user. */
    features: { [key: string]: boolean };
    device_id: string;
    user_id: string;
    /** Notes with less confidence, 0 to 1, are discarded. */
    min_confidence: number;
    scope: lossy.video.v1.JoinVideoMetaResponse.Scope | null;
  }

  export interface ListVideosRequest {
    filters?: lossy.video.v1.ListVideosRequest.Filters | null;
  }

  export interface ListVideosResponse {
    /** Last viewed first, never viewed videos at the end. A page with a status, a platform or a search reads the user's next 2,000 videos (--search_rows). So it may be short or empty although there is a next page. */
    videos: lossy.video.v1.Video[];
    /** For the next page; null on the last one. */
    next_cursor: string | null;
  }

  export interface QueueVideoRequest {
    /** As in DetectVideoRequest. */
    platform?: string | null;
    /** `videoId` and `video_id`, its names in DetectVideoRequest, are accepted aliases. */
    external_id?: string | null;
    url?: string | null;
    title?: string | null;
    /** http or https, at most 4,096 bytes. */
    thumbnail_url?: string | null;
    /** As in DetectVideoRequest. */
    request_id?: string | null;
  }

  /** Old clients read the video's fields beside `video`. */
  export interface QueueVideoResponse {
    id: string;
    platform: string;
    external_id: string;
    url: string;
    title: string | null;
    thumbnail_url: string | null;
    duration_seconds: number | null;
    status: lossy.video.v1.VideoStatus | null;
    last_viewed_at: string | null;
    note_count: number;
    inserted_at: string | null;
    updated_at: string | null;
    video: lossy.video.v1.Video | null;
    /** True if the video was in progress or complete before, and kept its status. */
    already_started: boolean;
  }

  export interface Settings {
    /** Features by name; true if the feature is on. phoenix_voice_session, phoenix_notes_channel, phoenix_video_context and phoenix_telemetry are always present and off by default. Other features are present if they were set. */
    feature_flags: { [key: string]: boolean };
    /** Notes with less confidence, 0 to 1, are discarded. The default is 0.3. */
    min_confidence: number;
    /** Null if the user never set anything. */
    updated_at: string | null;
  }

  export interface UpdateSettingsRequest {
    /** Features that are not named keep their values. A name has 1 to 64 bytes without control characters. A user has at most 64 features. */
    feature_flags?: { [key: string]: boolean } | null;
    /** 0 to 1; absent: unchanged. */
    min_confidence?: number | null;
    /** Makes a repeat harmless; 1 to 64 bytes, or empty. */
    request_id?: string | null;
  }

  export interface UpdateSettingsResponse {
    settings: lossy.video.v1.Settings | null;
  }

  export interface UpdateVideoStatusRequest {
    video_id?: string | null;
    /** Required. */
    status?: lossy.video.v1.VideoStatus | "active" | null;
    /** As in DetectVideoRequest. */
    request_id?: string | null;
  }

  export interface UpdateVideoStatusResponse {
    video: lossy.video.v1.Video | null;
  }

  export interface UpdateVideoTimecodeRequest {
    video_id?: string | null;
    /** Required. */
    frame_rate?: lossy.video.v1.FrameRateInput | null;
    /** The timecode of the first frame, "HH:MM:SS:FF". A drop-frame rate also accepts "HH:MM:SS;FF". Absent: 00:00:00:00. */
    start_timecode?: string | null;
    /** As in DetectVideoRequest. */
    request_id?: string | null;
  }

  export interface UpdateVideoTimecodeResponse {
    video: lossy.video.v1.Video | null;
  }

  export interface Video {
    /** UUID. */
    id: string;
    /** Canonical name: youtube, vimeo, frameio, air, iconik, wipster, tiktok, generic, or another of [a-z0-9_]+. */
    platform: string;
    /** The platform's own id of the video. */
    external_id: string;
    /** http or https. */
    url: string;
    title: string | null;
    thumbnail_url: string | null;
    duration_seconds: number | null;
    status: lossy.video.v1.VideoStatus | null;
    last_viewed_at: string | null;
    /** The number of notes of the video. */
    note_count: number;
    inserted_at: string | null;
    updated_at: string | null;
    /** Null: unknown. An export then counts 30 frames per second. */
    frame_rate: lossy.video.v1.FrameRate | null;
    /** The timecode of the first frame, "01:00:00:00", with a semicolon before the frames if frame_rate is drop-frame. Null: 00:00:00:00. */
    start_timecode: string | null;
  }

  /** The video was deleted. Its notes follow within seconds. */
  export interface VideoDeleted {
    /** UUID of the video. */
    id: string;
  }
}

export namespace lossy.video.v1.JoinVideoMetaResponse {
  export interface Scope {
    /** "meta". */
    type: string;
  }
}

export namespace lossy.video.v1.ListVideosRequest {
  export interface Filters {
    status?: lossy.video.v1.VideoStatus | "active" | null;
    /** Aliases are accepted. */
    platform?: string | null;
    /** A part of the title or URL, in any case. */
    search?: string | null;
    /** 1 to 1,000; absent means 100. A larger limit counts as 1,000. */
    limit?: number | null;
    /** The next_cursor of a former response. */
    cursor?: string | null;
  }
}

/** Every topic by its pattern: the params of its join and their reply, events, pushes. */
export interface Topics {
  /** Accepts any user on video:meta and returns the features of this installation. */
  "video:meta": {
    name: `video:meta`;
    params: lossy.video.v1.JoinVideoMetaRequest & JoinOptions;
    reply: lossy.video.v1.JoinVideoMetaResponse & JoinPosition;
    events: {
      /** Returns the user's settings, with defaults for those that the user did not set. */
      get_settings: { payload: lossy.video.v1.GetSettingsRequest; reply: lossy.video.v1.GetSettingsResponse };
      /** Changes the settings that the request has. Errors: INVALID_ARGUMENT. */
      update_settings: { payload: lossy.video.v1.UpdateSettingsRequest; reply: lossy.video.v1.UpdateSettingsResponse };
      /** Finds or creates the user's video on a platform, stores new values of its fields, and sets last_viewed_at. Publishes video_created for a new video, and video_updated for a known one. Concurrent calls return the same id. Errors: INVALID_ARGUMENT, RESOURCE_EXHAUSTED (a new video would exceed a quota). */
      video_detected: { payload: lossy.video.v1.DetectVideoRequest; reply: lossy.video.v1.DetectVideoResponse };
      /** Returns the user's videos, last viewed first. Errors: INVALID_ARGUMENT, RESOURCE_EXHAUSTED (too many of the user's searches at once). */
      list_videos: { payload: lossy.video.v1.ListVideosRequest; reply: lossy.video.v1.ListVideosResponse };
      /** Returns one video. Errors: NOT_FOUND, INVALID_ARGUMENT (not a UUID). */
      get_video: { payload: lossy.video.v1.GetVideoRequest; reply: lossy.video.v1.GetVideoResponse };
      /** Sets the status; every transition is allowed. Errors: NOT_FOUND, INVALID_ARGUMENT. */
      update_video_status: { payload: lossy.video.v1.UpdateVideoStatusRequest; reply: lossy.video.v1.UpdateVideoStatusResponse };
      /** Sets the frame rate and the start timecode, by which an export of the video's notes names frames. Errors: NOT_FOUND, INVALID_ARGUMENT. */
      update_video_timecode: { payload: lossy.video.v1.UpdateVideoTimecodeRequest; reply: lossy.video.v1.UpdateVideoTimecodeResponse };
      /** Adds a video to the user's queue, and creates it if it does not exist. A video that was started before keeps its status, and already_started is true. Errors: as DetectVideo. */
      queue_video: { payload: lossy.video.v1.QueueVideoRequest; reply: lossy.video.v1.QueueVideoResponse };
      /** Deletes a video, its notes, and their transcripts and recordings. The video is deleted immediately, the rest within seconds; if a service is down, as soon as it runs again. The same page, detected again, is a new video. Errors: NOT_FOUND, INVALID_ARGUMENT, PERMISSION_DENIED (another user's, unless the caller is an operator). */
      delete_video: { payload: lossy.video.v1.DeleteVideoRequest; reply: lossy.video.v1.DeleteVideoResponse };
      /** Returns the notes of a video in the order of its timeline. Errors: NOT_FOUND, INVALID_ARGUMENT. */
      get_notes: { payload: lossy.notes.v1.ListVideoNotesRequest; reply: lossy.notes.v1.ListVideoNotesResponse };
      /** Returns the notes of a video as the text of a file, for another program. docs/export.md describes the formats. Errors: NOT_FOUND, INVALID_ARGUMENT, FAILED_PRECONDITION (the text has more than 2 MiB; a shorter part of the video may fit), UNAVAILABLE. */
      export_notes: { payload: lossy.notes.v1.ExportNotesRequest; reply: lossy.notes.v1.ExportNotesResponse };
      /** Creates a note. Errors: NOT_FOUND (the video), INVALID_ARGUMENT, RESOURCE_EXHAUSTED (a quota). */
      create_note: { payload: lossy.notes.v1.CreateNoteRequest; reply: lossy.notes.v1.CreateNoteResponse };
      /** Changes the content of a note, or its status. The former content is kept as a revision. Errors: NOT_FOUND, INVALID_ARGUMENT, ABORTED (it was changed since `expected_revision`), RESOURCE_EXHAUSTED (a quota). */
      update_note: { payload: lossy.notes.v1.UpdateNoteRequest; reply: lossy.notes.v1.UpdateNoteResponse };
      /** Returns the revisions of a note, the present one included. Errors: NOT_FOUND. */
      list_note_revisions: { payload: lossy.notes.v1.ListNoteRevisionsRequest; reply: lossy.notes.v1.ListNoteRevisionsResponse };
      /** Restores the content of a former revision, as a new revision. The status does not change. Errors: NOT_FOUND (the note, or the revision), FAILED_PRECONDITION (there is no former revision), ABORTED (it was changed since `expected_revision`), RESOURCE_EXHAUSTED (a quota). */
      revert_note: { payload: lossy.notes.v1.RevertNoteRequest; reply: lossy.notes.v1.RevertNoteResponse };
      /** Deletes a note. A repeat is OK. Errors: NOT_FOUND. */
      delete_note: { payload: lossy.notes.v1.DeleteNoteRequest; reply: lossy.notes.v1.DeleteNoteResponse };
      /** Stores the embedding of the frame on screen. Errors: NOT_FOUND, INVALID_ARGUMENT, RESOURCE_EXHAUSTED (a quota). */
      enrich_note: { payload: lossy.notes.v1.EnrichNoteRequest; reply: lossy.notes.v1.EnrichNoteResponse };
      /** Improves a note's text with one frame of the video. A result that is too late for the response arrives as note_updated. Errors: NOT_FOUND, INVALID_ARGUMENT, ABORTED (the note was changed meanwhile), RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED, UNIMPLEMENTED (no model is configured). */
      refine_note_with_vision: { payload: lossy.agent.v1.RefineNoteRequest; reply: lossy.agent.v1.RefineNoteResponse };
    };
    pushes: {
      /** DetectVideo created the video. */
      video_created: Pushed<lossy.video.v1.Video>;
      /** A field of the video changed, such as its status, its note_count or its last_viewed_at. */
      video_updated: Pushed<lossy.video.v1.Video>;
      /** QueueVideo created the video, or found it. */
      video_queued: Pushed<lossy.video.v1.Video>;
      /** The video was deleted. Its notes follow within seconds. */
      video_deleted: Pushed<lossy.video.v1.VideoDeleted>;
      settings_updated: Pushed<lossy.video.v1.Settings>;
    };
  };
  /** Accepts the owner of a video on the topic of its notes. Errors: NOT_FOUND, INVALID_ARGUMENT, UNAVAILABLE. */
  "notes:video:{video_id}": {
    name: `notes:video:${string}`;
    params: Omit<lossy.notes.v1.JoinVideoNotesRequest, "video_id"> & JoinOptions;
    reply: lossy.notes.v1.JoinVideoNotesResponse & JoinPosition;
    events: {
      /** Returns notes, newest first: of one video, or of all videos. Errors: NOT_FOUND, INVALID_ARGUMENT. */
      get_notes: { payload: Omit<lossy.notes.v1.ListNotesRequest, "video_id">; reply: lossy.notes.v1.ListNotesResponse };
      /** Returns the notes of a video as the text of a file, for another program. docs/export.md describes the formats. Errors: NOT_FOUND, INVALID_ARGUMENT, FAILED_PRECONDITION (the text has more than 2 MiB; a shorter part of the video may fit), UNAVAILABLE. */
      export_notes: { payload: Omit<lossy.notes.v1.ExportNotesRequest, "video_id">; reply: lossy.notes.v1.ExportNotesResponse };
      /** Creates a note. Errors: NOT_FOUND (the video), INVALID_ARGUMENT, RESOURCE_EXHAUSTED (a quota). */
      create_note: { payload: Omit<lossy.notes.v1.CreateNoteRequest, "video_id">; reply: lossy.notes.v1.CreateNoteResponse };
    };
    pushes: {
      note_created: Pushed<lossy.notes.v1.Note>;
      note_updated: Pushed<lossy.notes.v1.Note>;
      note_deleted: Pushed<lossy.notes.v1.NoteDeleted>;
      /** The video was deleted, and all its notes with it. A repeat is possible. */
      video_deleted: Pushed<lossy.notes.v1.VideoDeleted>;
    };
  };
  /** Accepts a user on the topic of all of the user's notes. Errors: PERMISSION_DENIED. */
  "notes:user:{user_id}": {
    name: `notes:user:${string}`;
    params: Omit<lossy.notes.v1.JoinUserNotesRequest, "user_id"> & JoinOptions;
    reply: lossy.notes.v1.JoinUserNotesResponse & JoinPosition;
    events: {
      /** Returns notes, newest first: of one video, or of all videos. Errors: NOT_FOUND, INVALID_ARGUMENT. */
      get_notes: { payload: Omit<lossy.notes.v1.ListNotesRequest, "user_id">; reply: lossy.notes.v1.ListNotesResponse };
    };
    pushes: {
      note_created: Pushed<lossy.notes.v1.Note>;
      note_updated: Pushed<lossy.notes.v1.Note>;
      note_deleted: Pushed<lossy.notes.v1.NoteDeleted>;
      /** The video was deleted, and all its notes with it. A repeat is possible. */
      video_deleted: Pushed<lossy.notes.v1.VideoDeleted>;
    };
  };
  /** One listening session. It belongs to the user who first joined it; another user receives NOT_FOUND. The state of the session outlives the stream. */
  "audio:{session_id}": {
    name: `audio:${string}`;
    params: Omit<lossy.agent.v1.SessionJoin, "session_id"> & JoinOptions;
    reply: lossy.agent.v1.SessionJoined & JoinPosition;
    events: {
      transcript_partial: { payload: lossy.agent.v1.TranscriptPartial; reply: {} };
      transcript_final: { payload: lossy.agent.v1.TranscriptFinal; reply: {} };
      /** The frame that is on screen. The session keeps the newest one until the video changes. It becomes the visual context of notes whose words are spoken within 5 s of it. */
      frame_embedding: { payload: lossy.agent.v1.FrameEmbedding; reply: {} };
      set_timestamp: { payload: lossy.agent.v1.SetTimestamp; reply: {} };
      update_video_context: { payload: lossy.agent.v1.UpdateVideoContext; reply: {} };
      ping: { payload: lossy.agent.v1.Ping; reply: lossy.agent.v1.Pong };
      /** A part of an audio stream. A client that sends `stream_id` and `offset` with each part may send a part again, for instance after it joined again: the agent skips bytes that are stored already. Without them, parts are appended in the order of arrival. */
      audio_chunk: { payload: lossy.agent.v1.AudioChunk | ArrayBuffer; reply: {} };
      stop_recording: { payload: lossy.agent.v1.StopRecording; reply: {} };
      voice_event: { payload: lossy.agent.v1.VoiceEvent; reply: {} };
      reconcile_events: { payload: lossy.agent.v1.ReconcileEvents; reply: lossy.agent.v1.Reconciled };
    };
    pushes: {
      /** A note in the events of its session. It has the keys of lossy.notes.v1.Note, with the same meaning except for `timestamp`. */
      note_created: Pushed<lossy.agent.v1.SessionNote>;
      /** A note in the events of its session. It has the keys of lossy.notes.v1.Note, with the same meaning except for `timestamp`. */
      note_updated: Pushed<lossy.agent.v1.SessionNote>;
      /** A step on the way from speech to a note. */
      agent_event: Pushed<lossy.agent.v1.AgentEvent>;
      voice_status: Pushed<lossy.agent.v1.VoiceStatus>;
      reset_session: Pushed<lossy.agent.v1.ResetSession>;
      /** An outcome of a voice event other than a new status. */
      voice_event_response: lossy.agent.v1.VoiceEventResponse;
      /** Orders a client with a voice session to start or stop recording. */
      recording_control: lossy.agent.v1.RecordingControl;
    };
  };
}

/** The pattern of a topic: PatternOf<"room:lobby"> is "room:{room}". */
export type PatternOf<Name extends string> = {
  [Pattern in keyof Topics]: Name extends Topics[Pattern]["name"] ? Pattern : never;
}[keyof Topics];

/** The events that a client may push to a topic. */
export type EventsOf<Name extends string> = Topics[PatternOf<Name>]["events"];

/** The events that a client of a topic receives. */
export type PushesOf<Name extends string> = Topics[PatternOf<Name>]["pushes"];
