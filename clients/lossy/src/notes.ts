import type { lossy } from "./contract.js";
import { LiveList, type LiveListOptions, type ListPhase } from "./live_list.js";
import { allPages } from "./pages.js";
import { Presences } from "./presences.js";
import { compareTimes } from "./times.js";
import type { Topic } from "./topic.js";
import type { PayloadOf } from "./topic_types.js";

export type Note = lossy.notes.v1.Note;
export type NoteRevision = lossy.notes.v1.NoteRevision;
export type NotesTopic = `notes:video:${string}`;
export type NewNote = Omit<PayloadOf<NotesTopic, "create_note">, "request_id">;
export type NoteChanges = Pick<
  lossy.notes.v1.UpdateNoteRequest,
  "text" | "category" | "confidence" | "status" | "end_seconds"
>;
export type ExportFormat = lossy.notes.v1.ExportFormat;
export type ExportedNotes = lossy.notes.v1.ExportNotesResponse;

/** A frame of the video as an image file in base64: JPEG, PNG or WebP. */
export interface FramePicture {
  base64: string;
  /** The second of the video. */
  timestamp: number;
}

const PAGE = 1000;
const JOIN_LIMIT_MS = 10_000;

function inTimeline(a: Note, b: Note): number {
  return (
    a.timestamp_seconds - b.timestamp_seconds ||
    compareTimes(a.inserted_at, b.inserted_at) ||
    (a.id < b.id ? -1 : 1)
  );
}

/**
 * The notes of a video, in the order of its timeline, with the clients that look at them. Changes of
 * other clients appear by themselves.
 */
export class Notes {
  readonly videoId: string;
  readonly presences: Presences;
  #topic: Topic<NotesTopic>;
  #meta: Topic<"video:meta">;
  #list: LiveList<Note, NotesTopic>;
  #release: () => boolean;

  /** `release` returns true if no other part of the page uses the object. */
  constructor(
    videoId: string,
    topic: Topic<NotesTopic>,
    meta: Topic<"video:meta">,
    kept: Pick<LiveListOptions<Note, NotesTopic>, "snapshot" | "storage" | "storageKey" | "retry">,
    release: () => boolean,
  ) {
    this.videoId = videoId;
    this.#topic = topic;
    this.#meta = meta;
    this.#release = release;
    this.presences = new Presences(topic);
    this.#list = new LiveList<Note, NotesTopic>({
      ...kept,
      topic,
      compare: inTimeline,
      older: (note, known) => note.revision < known.revision,
      load: () => this.#load(),
    });
    topic.on("note_created", (note) => this.#list.put(bare(note)));
    topic.on("note_updated", (note) => this.#list.put(bare(note)));
    topic.on("note_deleted", ({ id }) => this.#list.remove(id));
    topic.on("video_deleted", () => this.#list.clear());
  }

  get items(): readonly Note[] {
    return this.#list.items;
  }

  get phase(): ListPhase {
    return this.#list.phase;
  }

  /** Resolves when the list is current. Rejects when the video does not exist. */
  current(): Promise<readonly Note[]> {
    return this.#list.current();
  }

  /** Calls `callback` after each change of notes or phase. The returned function ends that. */
  onChange(callback: (notes: readonly Note[]) => void): () => void {
    return this.#list.changes.add(callback);
  }

  async create(note: NewNote): Promise<Note> {
    return this.#replied((await this.#topic.write("create_note", note)).note);
  }

  /**
   * Changes a note as the user saw it. If another client changed it meanwhile, it stays, and the
   * promise rejects with the reason "conflict".
   */
  async update(id: string, changes: NoteChanges, seenRevision?: number): Promise<Note> {
    const expected_revision = seenRevision ?? this.#list.get(id)?.revision ?? 0;
    const request = { note_id: id, expected_revision, ...changes };
    return this.#replied((await this.#meta.write("update_note", request)).note);
  }

  /** Undoes the last change of a note, or restores a given revision. */
  async revert(id: string, revision?: number): Promise<Note> {
    const expected_revision = this.#list.get(id)?.revision ?? 0;
    const request = { note_id: id, expected_revision, ...(revision ? { revision } : {}) };
    return this.#replied((await this.#meta.write("revert_note", request)).note);
  }

  async revisions(id: string): Promise<NoteRevision[]> {
    return (await this.#meta.read("list_note_revisions", { note_id: id })).revisions;
  }

  async delete(id: string): Promise<void> {
    await this.#meta.write("delete_note", { note_id: id });
  }

  /**
   * Improves the text of a note with the frame that was on screen. Returns the text. A request is
   * sent once, because it costs money. After "deadline_exceeded" or "timeout" the list has the
   * text when the model has answered.
   */
  async refine(id: string, frame: FramePicture): Promise<string> {
    await this.#meta.joined(JOIN_LIMIT_MS);
    const { base64: frame_base64, timestamp } = frame;
    const request = { note_id: id, frame_base64, timestamp };
    const reply: lossy.agent.v1.RefineNoteResponse = await this.#meta.push(
      "refine_note_with_vision",
      request,
    );
    return reply.refined_text;
  }

  /** Returns a file with the notes, for people or for an editor of videos. */
  export(format: ExportFormat): Promise<ExportedNotes> {
    return this.#topic.read("export_notes", { format });
  }

  /**
   * Ends one use of this object. The last one leaves the topic; the list then keeps its notes, and
   * changes no more.
   */
  close(): void {
    if (!this.#release()) return;
    this.#list.stop();
    this.#topic.leave();
  }

  #load(): Promise<Note[]> {
    return allPages(async (cursor) => {
      const page = await this.#topic.read("get_notes", { limit: PAGE, ...(cursor ? { cursor } : {}) });
      return { items: page.notes, next: page.next_cursor };
    });
  }

  #replied(note: Note | null): Note {
    if (!note) throw new Error("the reply has no note");
    this.#list.putReply(note, (known) => note.revision > known.revision);
    return note;
  }
}

// The position is the topic's, not the note's.
function bare({ position: _, ...note }: Note & { position?: unknown }): Note {
  return note;
}
