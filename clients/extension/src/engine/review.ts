// What the engine has of one user at one server: a client, a session for speech, and the notes of the
// videos in the open pages.

import type { Client } from "../../../lossy/src/client.js";
import { RequestError } from "../../../lossy/src/errors.js";
import type { DetectedVideo } from "../../../lossy/src/library.js";
import { Listeners } from "../../../lossy/src/listeners.js";
import type { Note, Notes } from "../../../lossy/src/notes.js";
import type { Session } from "../../../lossy/src/session.js";
import { startClient } from "../../../ui/src/start_client.js";
import type { Heard, Hearing } from "../../../voice/src/hearing.js";
import { afterEvent, afterUtterance, NOTHING_HEARD, shownOf } from "../../../voice/src/hearing.js";
import { messageOf } from "../message_of.js";
import type { SeenVideo } from "../messages.js";
import { askWorker } from "../requests.js";

const NO_NOTES: readonly Note[] = [];

export interface ReviewOptions {
  server: string;
  user: string;
  onProblem: (text: string) => void;
}

/** The message by which Lossy finds or creates the video of a page. */
export const detectionOf = ({ platform, externalId, url, title }: SeenVideo): DetectedVideo => ({
  platform,
  video_id: externalId,
  url,
  title,
});

const nameOf = ({ platform, externalId }: SeenVideo) => `${platform}/${externalId}`;

export class Review {
  /** Called after any of the values below changed. */
  readonly changes = new Listeners<void>();
  readonly client: Client;
  readonly session: Session;
  #videos = new Map<string, string>(); // The ids of videos in Lossy, by their names.
  #asked = new Set<string>(); // The names of videos that are detected, or refused for good.
  #notes = new Map<string, Notes | null>(); // By the id of the video; null while they open.
  #looked: string | null = null; // The video that the session knows.
  #hearing = NOTHING_HEARD;
  #closed = false;

  #onProblem: (text: string) => void;

  private constructor(client: Client, session: Session, onProblem: (text: string) => void) {
    this.#onProblem = onProblem;
    this.client = client;
    this.session = session;
    session.topic.on("agent_event", (event) => this.#hear(afterEvent(this.#hearing, event)));
    client.onState(() => this.changes.emit());
  }

  static async start({ server, user, onProblem }: ReviewOptions): Promise<Review> {
    const client = await startClient({
      origin: server,
      user,
      token: () => askWorker({ kind: "token" }),
      onProblem: (error) => console.info(messageOf(error)),
      onRejected: ({ error, text }) =>
        onProblem(`Something that you said is lost${text ? ` (“${text}”)` : ""}: ${error.message}`),
    });
    return new Review(client, await client.session(), onProblem);
  }

  get heard(): Heard[] {
    return shownOf(this.#hearing);
  }

  /** An utterance has ended, and goes to the server. */
  utteranceEnded(): void {
    this.#hear(afterUtterance(this.#hearing));
  }

  /** The id of a page's video. Null: the server has not told it yet. */
  videoIdOf(seen: SeenVideo): string | null {
    return this.#videos.get(nameOf(seen)) ?? null;
  }

  /** Returns the notes of a page's video in the order of its time line. */
  notesOf(seen: SeenVideo): readonly Note[] {
    const id = this.videoIdOf(seen);
    return (id && this.#notes.get(id)?.items) || NO_NOTES;
  }

  /** The user looks at a page's video, or at none. The session learns it when its id is known. */
  look(seen: SeenVideo | null): void {
    const videoId = seen && this.videoIdOf(seen);
    if (videoId === this.#looked || (seen && !videoId)) return;
    this.#looked = videoId;
    this.session.show(videoId);
  }

  /** Follows the notes of these videos, and of no others. */
  follow(videos: readonly SeenVideo[]): void {
    for (const video of videos) void this.#detect(video);
    const ids = new Set(videos.map((video) => this.videoIdOf(video)));
    for (const [id, notes] of this.#notes) {
      if (ids.has(id)) continue;
      this.#notes.delete(id);
      notes?.close();
    }
    for (const id of ids) {
      if (id && !this.#notes.has(id)) void this.#open(id);
    }
  }

  /** Ends the client. Unsent words stay. */
  close(): void {
    this.#closed = true;
    this.client.stop();
  }

  /** Ends the client, and deletes what is kept of the user, for signing out. */
  async forget(): Promise<void> {
    this.#closed = true;
    await this.client.forget();
  }

  async #detect(video: SeenVideo): Promise<void> {
    const name = nameOf(video);
    if (this.#asked.has(name)) return;
    this.#asked.add(name);
    try {
      this.#videos.set(name, await this.client.library.detect(detectionOf(video)));
    } catch (error) {
      if (error instanceof RequestError && error.passing) this.#asked.delete(name);
      else this.#onProblem(`Lossy cannot keep notes of ${video.url}: ${messageOf(error)}`);
    }
    if (!this.#closed) this.changes.emit();
  }

  async #open(id: string): Promise<void> {
    this.#notes.set(id, null);
    const notes = await this.client.notes(id);
    if (this.#closed || !this.#notes.has(id)) return notes.close();
    this.#notes.set(id, notes);
    void notes.presences.update({ background: true });
    notes.onChange(() => this.changes.emit());
    this.changes.emit();
  }

  #hear(hearing: Hearing): void {
    this.#hearing = hearing;
    this.changes.emit();
  }
}
