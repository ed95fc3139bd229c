// Joins the page's video, its markers and the engine. A page without a video does not wake the engine.

import { EnginePort } from "../engine_port.js";
import { messageOf } from "../message_of.js";
import type { EngineToPage, MarkedNote, Playback } from "../messages.js";
import { DEFAULT_SETTINGS, onSettings, readSettings } from "../settings.js";
import { MarkerStrip, type ShownNotes } from "./marker_strip.js";
import { type Sight, VideoWatch } from "./video_watch.js";

const NO_NOTES: ShownNotes = { notes: [], selected: null };

export class PageLink {
  #watch = new VideoWatch();
  #strip = new MarkerStrip((note) => this.#select(note));
  #port: EnginePort<"page"> | null = null;
  #shown = NO_NOTES;
  #markers = DEFAULT_SETTINGS.markers;
  #removeSettings: () => void;
  #removePlayback = () => {};

  constructor() {
    this.#watch.changes.add((sight) => this.#see(sight));
    this.#watch.looks.add((sight) => this.#looked(sight));
    this.#removeSettings = onSettings(({ markers }) => this.#setMarkers(markers));
    readSettings().then(({ markers }) => this.#setMarkers(markers), () => {});
    this.#watch.look();
  }

  /** Takes all away that the extension has on this page. */
  close(): void {
    this.#removePlayback();
    this.#release();
    this.#watch.close();
    this.#strip.remove();
    this.#removeSettings();
    this.#port?.close();
  }

  // The page shows another video, or none.
  #see(sight: Sight | null): void {
    this.#removePlayback();
    if (!sight) {
      this.#removePlayback = () => {};
      this.#shown = NO_NOTES;
      return this.#port?.send({ kind: "video_gone" });
    }
    this.#removePlayback = sight.video.changes.add((playback) => this.#report(playback));
    this.#port ??= new EnginePort({
      name: "page",
      onOpen: () => this.#introduce(),
      // An engine that has ended releases no video.
      onClosed: () => this.#release(),
      onMessage: (message) => this.#receive(message),
    });
    this.#introduce();
  }

  #introduce(): void {
    const { sight } = this.#watch;
    if (sight) this.#port?.send({ kind: "video_seen", video: sight.seen, playback: sight.video.playback });
  }

  #looked(sight: Sight | null): void {
    // An extension that was updated, removed or switched off has left this script behind.
    if (!chrome.runtime?.id) return this.close();
    if (sight && !sight.video.playback.paused) this.#report(sight.video.playback);
    this.#draw();
  }

  #report(playback: Playback): void {
    this.#port?.send({ kind: "playback", playback });
  }

  #receive(message: EngineToPage): void {
    const video = this.#watch.sight?.video;
    switch (message.kind) {
      case "seek":
        return video?.seek(message.seconds);
      case "set_paused":
        return video?.setPaused(message.paused);
      case "hold":
        return video?.hold();
      case "release":
        return this.#release();
      case "capture_frame":
        return void this.#capture(message.request, message.seconds);
      case "notes":
        this.#shown = { notes: message.notes, selected: message.selected };
        return this.#draw();
      case "voice":
        return;
    }
  }

  #release(): void {
    this.#watch.sight?.video.release();
  }

  async #capture(request: string, seconds: number): Promise<void> {
    try {
      const video = this.#watch.sight?.video;
      if (!video) throw new Error("The page shows no video now.");
      const base64 = await video.captureFrame(seconds);
      this.#port?.send({ kind: "frame", request, base64, timestamp: seconds });
    } catch (error) {
      this.#port?.send({ kind: "frame", request, error: messageOf(error) });
    }
  }

  #select(note: MarkedNote): void {
    this.#watch.sight?.video.seek(note.timestamp_seconds);
    this.#port?.send({ kind: "note_selected", noteId: note.id });
  }

  #setMarkers(markers: boolean): void {
    this.#markers = markers;
    this.#draw();
  }

  #draw(): void {
    const { sight } = this.#watch;
    if (sight && this.#markers) this.#strip.show(sight.video, this.#shown);
    else this.#strip.remove();
  }
}
