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

export namespace lossy.admin.v1 {
  /** The level of a log line. */
  export type LogLevel = "debug" | "info" | "warning" | "error";

  export interface Flag {
    /** Without the dashes. */
    name: string;
    /** Passwords are replaced, as in --check_config. */
    value: string;
    /** "default", "command line", "FILE:LINE" or the name of a variable. */
    source: string;
  }

  /** One frame between an edge and a client. */
  export interface Frame {
    time: string | null;
    /** The id as ListSockets returns it. */
    socket_id: string;
    user_id: string;
    direction: lossy.admin.v1.Frame.Direction | null;
    topic: string;
    event: string;
    /** The ref of the frame; empty: none. */
    ref: string;
    /** The size of the frame without the header of its transport. */
    bytes: number;
    /** The payload, or the start of a long one. Empty unless payloads were asked for. Base64. */
    payload: string;
    /** True if `payload` has only the start. */
    cut: boolean;
  }

  export interface GetConfigurationResponse {
    /** Sorted by name. */
    flags: lossy.admin.v1.Flag[];
  }

  export interface GetOverviewResponse {
    /** The name of the program: "edge", "video". */
    process: string;
    /** The replica: the name of its host, and its process id there. */
    host: string;
    pid: number;
    /** The release, and the commit from which the program was built; "unknown" if the build had none. */
    version: string;
    commit: string;
    started_at: string | null;
    /** The wall clock of the process at the answer. */
    now: string | null;
    /** True if the process serves its callers, as its health service or /readyz reports it. */
    ready: boolean;
    /** The parts on which the readiness depends, and others that may fail alone. */
    parts: lossy.admin.v1.Part[];
    /** True after SIGTERM or Drain. */
    draining: boolean;
    log_level: lossy.admin.v1.LogLevel | null;
    /** The time at which the level goes back to the one of --log_level. Absent: it stays. */
    log_level_until: string | null;
    /** The gauges of the process's /metrics that have no labels, by name: connections, topics, rows of the outbox and their age, and others. */
    readings: lossy.admin.v1.Reading[];
  }

  export interface GetSessionResponse {
    session_id: string;
    user_id: string;
    video_id: string;
    started_at: string | null;
    /** The time of the client's last action. */
    last_active_at: string | null;
    /** The recording that the client is making; empty: none. */
    recording_id: string;
    /** The number of transcripts by status. */
    transcript_counts: lossy.admin.v1.StatusCount[];
    /** The newest transcripts, the newest first, without their words. */
    transcripts: lossy.admin.v1.Transcript[];
    /** The use of models for the session. */
    usage: lossy.admin.v1.ModelUsage[];
  }

  export interface GetTopicResponse {
    topic: string;
    /** The epoch of the log and its last offset; see lossy.notifications.v1.Position. The edge: the last position that it received. The epoch is empty if the process has no position. */
    epoch: string;
    head: number;
    /** The number of events that the log keeps for recovery, and the offset of the oldest; 0: none. Notifications alone knows them, and the tail. */
    kept: number;
    oldest: number;
    /** Notifications: streams that follow the topic. The edge: channels of clients on it. */
    subscribers: number;
    /** The presences of the topic, those of all edges. Notifications alone knows them. */
    presences: number;
    /** The keys of the presences, at most 100, sorted. */
    presence_keys: string[];
    /** The newest events, the oldest of them first. */
    tail: lossy.admin.v1.TopicEvent[];
  }

  export interface JoinedTopic {
    topic: string;
    /** False while the join waits for its answer. */
    joined: boolean;
  }

  /** The calls of one model, and their cost. */
  export interface ModelUsage {
    /** "draft", "hear" or another use. */
    kind: string;
    model: string;
    calls: number;
    /** In millionths of a US dollar. */
    cost_micros: number;
  }

  /** A part of a process that can fail: the database, a feed, the contract. */
  export interface Part {
    name: string;
    /** True if the process is not ready while the part fails. */
    required: boolean;
    works: boolean;
    /** The problem. Empty while it works. */
    problem: string;
  }

  /** A rate limit and the part of it that is left. */
  export interface RateLeft {
    /** The name of the limit: "messages", "bytes". */
    name: string;
    /** The amount that the client may use at once now. */
    left: number;
    /** The amount that is added each second. 0: the limit is off. */
    per_second: number;
  }

  /** One number about a process. */
  export interface Reading {
    /** The name of the metric, which ends with its unit if it has one. */
    name: string;
    value: number;
  }

  /** The connection of one client. */
  export interface Socket {
    /** Unique among all edges. Opaque. */
    id: string;
    user_id: string;
    /** Empty: the token names no device. */
    device_id: string;
    transport: lossy.admin.v1.Socket.Transport | null;
    connected_at: string | null;
    /** The end of the token in use. Absent: the client has no token, or one without an end. */
    token_expires_at: string | null;
    /** The topics that the client has joined, or is joining. */
    topics: lossy.admin.v1.JoinedTopic[];
    /** The rates of the client and its user now. */
    rates: lossy.admin.v1.RateLeft[];
    /** Bytes that the edge holds for the client because it has not read them yet. */
    unsent_bytes: number;
  }

  export interface StatusCount {
    status: string;
    count: number;
  }

  export interface TopicEvent {
    offset: number;
    event_id: string;
    /** The full name of the message: "lossy.notes.v1.NoteEvent". */
    type: string;
    /** The size of its encoding. */
    bytes: number;
    /** The encoded message of `type`. Empty unless payloads were asked for. Base64. */
    payload: string;
    /** The time of the change that the event reports; absent if it is unknown. */
    changed_at: string | null;
  }

  /** An utterance of a session. */
  export interface Transcript {
    id: string;
    /** "recorded" (waits for recognition), "pending" (waits for its note), "plain" (noted without a model, and to be improved), "noted", "skipped" (no note) or "failed". */
    status: string;
    /** The reason for which it has no note, as a word: "noise", "low_confidence", "empty". Empty: no reason is known. */
    reason: string;
    attempts: number;
    created_at: string | null;
    /** The time of the next attempt; absent: none is planned. */
    next_attempt_at: string | null;
    /** The note that was made from it; empty: none. */
    note_id: string;
  }
}

export namespace lossy.admin.v1.Frame {
  /**
   * - in: From the client to the edge.
   * - out: From the edge to the client.
   */
  export type Direction = "in" | "out";
}

export namespace lossy.admin.v1.Socket {
  /**
   * The way of the frames between an edge and a client.
   * - event_stream: Server-sent events.
   */
  export type Transport = "websocket" | "longpoll" | "event_stream";
}

export namespace lossy.console.v1 {
  /** An operator changed something. */
  export interface Action {
    operator: string;
    /** The event with which the operator asked for it: "close_socket", "drain", "set_log_level", "follow", "unfollow". */
    action: string;
    /** The object: "edge 10.0.0.5:4300", "user ana", "topic video:1". */
    target: string;
    /** Empty: it succeeded. */
    problem: string;
    taken_at: string | null;
  }

  export interface CloseSocketRequest {
    /** The user, from the topic, for the log. */
    user_id?: string | null;
    /** Required. As ListSockets returned it. */
    socket_id?: string | null;
  }

  export interface CloseSocketResponse {}

  export interface DrainRequest {
    /** Required. */
    replica?: lossy.console.v1.ReplicaAddressInput | null;
  }

  export interface DrainResponse {}

  /** A follow, or the last one. */
  export interface Follow {
    running: boolean;
    /** The operator who asked for it last. */
    operator: string;
    show_payloads: boolean;
    /** The time at which it ends by itself. */
    until: string | null;
    /** The number of edges whose frames it receives. */
    edges: number;
    /** The frames that were published, and those that were not because there were too many. */
    frames: number;
    dropped: number;
    /** The reason of its end: "time", "frames" (--follow_frames), "unfollow", "replaced", "edges" (none answers any more) or "stop" (the service stops). Empty while it runs. */
    ended: string;
  }

  export interface FollowTopicRequest {
    /** The topic, from the channel's topic. */
    topic?: string | null;
    /** As in FollowUserRequest. */
    seconds?: number | null;
    /** As in FollowUserRequest. */
    show_payloads?: boolean | null;
  }

  export interface FollowTopicResponse {
    follow: lossy.console.v1.Follow | null;
  }

  export interface FollowUserRequest {
    /** The user, from the topic. */
    user_id?: string | null;
    /** The time of the follow in seconds, 1 to --longest_follow_seconds. 0 means 60. */
    seconds?: number | null;
    /** Shows the payloads of the frames. They are user data, so the log notes it. */
    show_payloads?: boolean | null;
  }

  export interface FollowUserResponse {
    follow: lossy.console.v1.Follow | null;
  }

  export interface Frames {
    /** In the order in which they arrived from the edges. */
    frames: lossy.console.v1.SeenFrame[];
    /** As in Follow. */
    dropped: number;
  }

  export interface GetConfigurationRequest {
    /** Required. */
    replica?: lossy.console.v1.ReplicaAddressInput | null;
  }

  export interface GetConfigurationResponse {
    configuration: lossy.admin.v1.GetConfigurationResponse | null;
  }

  export interface GetOverviewRequest {}

  export interface GetOverviewResponse {
    overview: lossy.console.v1.Overview | null;
  }

  export interface GetSessionRequest {
    /** Required. The id in the topic "audio:ID". */
    session_id?: string | null;
  }

  export interface GetSessionResponse {
    /** With its 100 newest transcripts. */
    session: lossy.admin.v1.GetSessionResponse | null;
  }

  export interface GetTopicRequest {
    /** The topic, from the channel's topic. */
    topic?: string | null;
    /** Shows the content of the newest events. It is user data, so the log notes it. */
    show_payloads?: boolean | null;
  }

  export interface GetTopicResponse {
    /** First those of notifications, then those of the edges. */
    states: lossy.console.v1.GetTopicResponse.TopicState[];
    unanswered: lossy.console.v1.Unanswered[];
  }

  export interface JoinOverviewRequest {}

  export interface JoinOverviewResponse {
    /** The caller, as the processes log it. */
    operator: string;
    overview: lossy.console.v1.Overview | null;
  }

  export interface JoinTopicRequest {
    /** The followed topic, from the channel's topic. */
    topic?: string | null;
  }

  export interface JoinTopicResponse {
    /** Absent: no follow runs. */
    follow: lossy.console.v1.Follow | null;
  }

  export interface JoinUserRequest {
    /** The user, from the topic. */
    user_id?: string | null;
  }

  export interface JoinUserResponse {
    /** Absent: no follow runs. */
    follow: lossy.console.v1.Follow | null;
  }

  export interface ListSocketsRequest {
    /** The user, from the topic. */
    user_id?: string | null;
  }

  export interface ListSocketsResponse {
    sockets: lossy.console.v1.ListSocketsResponse.UserSocket[];
    /** True if an edge has more of them. */
    truncated: boolean;
    unanswered: lossy.console.v1.Unanswered[];
  }

  export interface Overview {
    /** By program in the order of --processes, then by address. */
    replicas: lossy.console.v1.Replica[];
    made_at: string | null;
  }

  /** The state of one replica. */
  export interface Replica {
    program: string;
    address: string;
    /** Absent if the replica did not answer. */
    overview: lossy.admin.v1.GetOverviewResponse | null;
    /** The reason for which it did not answer. Empty: it did. */
    problem: string;
  }

  /** The address of a replica, or of a name that has none. */
  export interface ReplicaAddress {
    /** The program, as --processes names it. */
    program: string;
    /** "ip:port". If the name does not resolve: the name with its port. */
    address: string;
  }

  /** The address of a replica, or of a name that has none. */
  export interface ReplicaAddressInput {
    /** The program, as --processes names it. */
    program?: string | null;
    /** "ip:port". If the name does not resolve: the name with its port. */
    address?: string | null;
  }

  export interface SeenFrame {
    /** The address of the edge. */
    edge: string;
    frame: lossy.admin.v1.Frame | null;
  }

  export interface SetLogLevelRequest {
    /** Required. */
    replica?: lossy.console.v1.ReplicaAddressInput | null;
    /** Required. */
    level?: lossy.admin.v1.LogLevel | null;
    /** The level goes back to the one of --log_level after this time, in seconds, 1 to 86,400. 0: it stays until the process ends. */
    seconds?: number | null;
  }

  export interface SetLogLevelResponse {
    previous: lossy.admin.v1.LogLevel | null;
  }

  /** A replica that did not answer. */
  export interface Unanswered {
    replica: lossy.console.v1.ReplicaAddress | null;
    problem: string;
  }

  export interface UnfollowTopicRequest {
    /** The topic, from the channel's topic. */
    topic?: string | null;
  }

  export interface UnfollowTopicResponse {}

  export interface UnfollowUserRequest {
    /** The user, from the topic. */
    user_id?: string | null;
  }

  export interface UnfollowUserResponse {}
}

export namespace lossy.console.v1.GetTopicResponse {
  /** The topic as one replica has it. */
  export interface TopicState {
    replica: lossy.console.v1.ReplicaAddress | null;
    /** With its 20 newest events. */
    state: lossy.admin.v1.GetTopicResponse | null;
  }
}

export namespace lossy.console.v1.ListSocketsResponse {
  /** The sockets of one edge, at most 100 of each. */
  export interface UserSocket {
    /** The address of the edge. */
    edge: string;
    socket: lossy.admin.v1.Socket | null;
  }
}

/** Every topic by its pattern: the params of its join and their reply, events, pushes. */
export interface Topics {
  /** Accepts an operator on the overview, and returns it. For half a minute after this call, and after GetOverview, the service asks all replicas again and again and publishes what has changed; a page that shows the overview calls GetOverview at least every twenty seconds. */
  "admin:overview": {
    name: `admin:overview`;
    params: lossy.console.v1.JoinOverviewRequest & JoinOptions;
    reply: lossy.console.v1.JoinOverviewResponse & JoinPosition;
    events: {
      /** Returns the overview of all replicas. */
      get_overview: { payload: lossy.console.v1.GetOverviewRequest; reply: lossy.console.v1.GetOverviewResponse };
      /** Returns a session of the agent. Errors: INVALID_ARGUMENT, NOT_FOUND, UNAVAILABLE (no agent answers). */
      get_session: { payload: lossy.console.v1.GetSessionRequest; reply: lossy.console.v1.GetSessionResponse };
      /** Returns the flags of one replica with their values. Errors: NOT_FOUND (no such replica), UNAVAILABLE. */
      get_configuration: { payload: lossy.console.v1.GetConfigurationRequest; reply: lossy.console.v1.GetConfigurationResponse };
      /** Sets the least level that one replica logs. Errors: INVALID_ARGUMENT, NOT_FOUND (no such replica), UNAVAILABLE. */
      set_log_level: { payload: lossy.console.v1.SetLogLevelRequest; reply: lossy.console.v1.SetLogLevelResponse };
      /** Stops one replica as SIGTERM does. A repeat changes nothing. Errors: NOT_FOUND (no such replica), UNAVAILABLE. */
      drain: { payload: lossy.console.v1.DrainRequest; reply: lossy.console.v1.DrainResponse };
    };
    pushes: {
      /** At most one in --overview_ms. */
      overview_changed: Pushed<lossy.console.v1.Overview>;
      /** An operator changed something. */
      action_taken: Pushed<lossy.console.v1.Action>;
    };
  };
  /** Accepts an operator on a user. Returns the follow that runs, if one does. Errors: INVALID_ARGUMENT. */
  "admin:user:{user_id}": {
    name: `admin:user:${string}`;
    params: Omit<lossy.console.v1.JoinUserRequest, "user_id"> & JoinOptions;
    reply: lossy.console.v1.JoinUserResponse & JoinPosition;
    events: {
      /** Returns the sockets of the user on all edges. Errors: INVALID_ARGUMENT. */
      list_sockets: { payload: Omit<lossy.console.v1.ListSocketsRequest, "user_id">; reply: lossy.console.v1.ListSocketsResponse };
      /** Closes one socket with the code 1001, after which the client reconnects. Errors: INVALID_ARGUMENT, NOT_FOUND (no edge has it), UNAVAILABLE (an edge did not answer, and no other one has it). */
      close_socket: { payload: Omit<lossy.console.v1.CloseSocketRequest, "user_id">; reply: lossy.console.v1.CloseSocketResponse };
      /** Publishes the frames between all edges and the user's clients as `frames_seen`, for a time. It takes the place of a follow of the same user that runs. Errors: INVALID_ARGUMENT, RESOURCE_EXHAUSTED (too many follows), UNAVAILABLE (no edge answers). */
      follow: { payload: Omit<lossy.console.v1.FollowUserRequest, "user_id">; reply: lossy.console.v1.FollowUserResponse };
      /** Ends the follow of the user. A repeat changes nothing. */
      unfollow: { payload: Omit<lossy.console.v1.UnfollowUserRequest, "user_id">; reply: lossy.console.v1.UnfollowUserResponse };
    };
    pushes: {
      frames_seen: Pushed<lossy.console.v1.Frames>;
      /** A follow, or the last one. */
      follow_changed: Pushed<lossy.console.v1.Follow>;
    };
  };
  /** Accepts an operator on a topic. Returns the follow that runs, if one does. Errors: INVALID_ARGUMENT. */
  "admin:topic:{topic}": {
    name: `admin:topic:${string}`;
    params: Omit<lossy.console.v1.JoinTopicRequest, "topic"> & JoinOptions;
    reply: lossy.console.v1.JoinTopicResponse & JoinPosition;
    events: {
      /** Returns the topic as each replica of notifications and each edge has it. Errors: INVALID_ARGUMENT. */
      get_topic: { payload: Omit<lossy.console.v1.GetTopicRequest, "topic">; reply: lossy.console.v1.GetTopicResponse };
      /** As FollowUser, for the frames with this channel topic of all clients. */
      follow: { payload: Omit<lossy.console.v1.FollowTopicRequest, "topic">; reply: lossy.console.v1.FollowTopicResponse };
      /** Ends the follow of the topic. A repeat changes nothing. */
      unfollow: { payload: Omit<lossy.console.v1.UnfollowTopicRequest, "topic">; reply: lossy.console.v1.UnfollowTopicResponse };
    };
    pushes: {
      frames_seen: Pushed<lossy.console.v1.Frames>;
      /** A follow, or the last one. */
      follow_changed: Pushed<lossy.console.v1.Follow>;
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
