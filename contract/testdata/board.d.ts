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

export namespace board.v1 {
  /**
   * The color of a card.
   * - red: As a tomato.
   */
  export type Color = "red" | "dark_blue";

  export interface AddCardRequest {
    board_id?: string | null;
    /** 1 to 80 bytes; required. */
    title?: string | null;
    /** The color, or null for none. */
    color: board.v1.Color | "navy" | null;
    /** Seconds since the board was opened. */
    opened_seconds?: number | null;
    /** A card that the new one belongs to. */
    parent?: board.v1.CardInput | null;
    stamp?: Bytes | null;
  }

  /** A card of a board. */
  export interface Card {
    /** UUID. */
    id: string;
    heading: string;
    color: board.v1.Color | null;
    /** Milliseconds that the card was open. */
    open_ms: number;
    votes: number;
    weight: number | null;
    added_at: string | null;
    labels: { [key: string]: unknown } | null;
    extra: unknown;
    list: unknown[] | null;
    /** The cards below it. */
    children: board.v1.Card[];
    /** "import" or "copy". */
    tool?: string;
    hand?: board.v1.Nothing;
  }

  /** A card of a board. */
  export interface CardInput {
    /** UUID. */
    id?: string | null;
    heading?: string | null;
    color?: board.v1.Color | "navy" | null;
    /** Milliseconds that the card was open. */
    open_ms?: number | null;
    votes?: number | null;
    weight?: number | null;
    added_at?: string | null;
    labels?: { [key: string]: unknown } | null;
    extra?: unknown;
    list?: unknown[] | null;
    /** The cards below it. */
    children?: board.v1.CardInput[] | null;
    /** "import" or "copy". */
    tool?: string | null;
    hand?: board.v1.NothingInput | null;
  }

  export interface DrawJoin {
    name?: string | null;
  }

  export interface JoinBoardRequest {
    /** UUID. */
    board_id?: string | null;
    /** The most cards of the reply; 1 to 100. */
    limit?: number | null;
  }

  export interface JoinBoardResponse {
    cards: board.v1.Card[];
    features: { [key: string]: boolean };
  }

  export interface Nothing {}

  export interface NothingInput {}

  /** A picture. */
  export interface Sketch {
    /** A PNG. Base64. */
    image: string;
    done: boolean;
  }

  /** A picture. */
  export interface SketchInput {
    /** A PNG. */
    image?: Bytes | null;
    done?: boolean | null;
  }
}

/** Every topic by its pattern: the params of its join and their reply, events, pushes. */
export interface Topics {
  /** Accepts a member of the board. Errors: NOT_FOUND. */
  "board:{board_id}": {
    name: `board:${string}`;
    params: Omit<board.v1.JoinBoardRequest, "board_id"> & JoinOptions;
    reply: board.v1.JoinBoardResponse & JoinPosition;
    events: {
      /**
       * Adds a card. The board publishes it.
       *
       * - A card without a title is rejected.
       * Errors: INVALID_ARGUMENT, RESOURCE_EXHAUSTED (too many cards).
       */
      add_card: { payload: Omit<board.v1.AddCardRequest, "board_id">; reply: board.v1.Card };
      touch: { payload: Omit<board.v1.CardInput, "id">; reply: board.v1.Nothing };
    };
    pushes: {
      /** A member added a card. */
      card_added: Pushed<board.v1.Card>;
      /** A picture. */
      sketched: Pushed<board.v1.Sketch> | ArrayBuffer;
    };
  };
  /** A drawing that one client makes. */
  "drawing:{name}": {
    name: `drawing:${string}`;
    params: Omit<board.v1.DrawJoin, "name"> & JoinOptions;
    reply: board.v1.Nothing & JoinPosition;
    events: {
      /** Draws a line. */
      line: { payload: board.v1.SketchInput | ArrayBuffer; reply: board.v1.Sketch | ArrayBuffer };
      undo: { payload: { [key: string]: unknown }; reply: {} };
    };
    pushes: {
      /** A member added a card. */
      card_added: Pushed<board.v1.Card>;
      /** The board was closed. */
      closed: board.v1.Nothing;
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
