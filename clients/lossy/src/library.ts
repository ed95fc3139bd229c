import type { lossy } from "./contract.js";
import { LiveList, type LiveListOptions, type ListPhase } from "./live_list.js";
import { allPages } from "./pages.js";
import { compareTimes } from "./times.js";
import type { Topic } from "./topic.js";
import type { PayloadOf } from "./topic_types.js";

export type Video = lossy.video.v1.Video;
export type VideoStatus = lossy.video.v1.VideoStatus;
export type MetaTopic = "video:meta";
export type DetectedVideo = Omit<PayloadOf<MetaTopic, "video_detected">, "request_id">;
export type QueuedVideo = Omit<PayloadOf<MetaTopic, "queue_video">, "request_id">;
export type Timecode = Pick<
  lossy.video.v1.UpdateVideoTimecodeRequest,
  "frame_rate" | "start_timecode"
>;
export type VideoFilters = Pick<
  lossy.video.v1.ListVideosRequest.Filters,
  "search" | "status" | "platform"
>;

/** The most videos that the list loads. `search` finds those beyond it. */
export const LIBRARY_LIMIT = 1000;

const PAGE = 100;

function lastViewedFirst(a: Video, b: Video): number {
  return (
    compareTimes(b.last_viewed_at, a.last_viewed_at) ||
    compareTimes(b.inserted_at, a.inserted_at) ||
    (a.id > b.id ? -1 : 1)
  );
}

/** The user's videos, last viewed first. Changes of other clients appear by themselves. */
export class Library {
  #meta: Topic<MetaTopic>;
  #list: LiveList<Video, MetaTopic>;

  constructor(
    meta: Topic<MetaTopic>,
    kept: Pick<LiveListOptions<Video, MetaTopic>, "snapshot" | "storage" | "storageKey" | "retry">,
  ) {
    this.#meta = meta;
    this.#list = new LiveList<Video, MetaTopic>({
      ...kept,
      topic: meta,
      compare: lastViewedFirst,
      load: () => this.search({}, LIBRARY_LIMIT),
    });
    meta.on("video_created", (video) => this.#list.put(bare(video)));
    meta.on("video_updated", (video) => this.#list.put(bare(video)));
    meta.on("video_queued", (video) => this.#list.put(bare(video)));
    meta.on("video_deleted", ({ id }) => this.#list.remove(id));
  }

  get items(): readonly Video[] {
    return this.#list.items;
  }

  get phase(): ListPhase {
    return this.#list.phase;
  }

  get(id: string): Video | undefined {
    return this.#list.get(id);
  }

  /** Adds a video to the list that is beyond LIBRARY_LIMIT, until the next load. */
  async include(id: string): Promise<void> {
    await this.current();
    if (this.get(id)) return;
    const { video } = await this.#meta.read("get_video", { video_id: id });
    if (video) this.#list.putReply(video, () => false);
  }

  /** Resolves when the list is current. */
  current(): Promise<readonly Video[]> {
    return this.#list.current();
  }

  /** Calls `callback` after each change of videos or phase. The returned function ends that. */
  onChange(callback: (videos: readonly Video[]) => void): () => void {
    return this.#list.changes.add(callback);
  }

  /** Returns the videos that match, at most `most`. The result does not change by itself. */
  search(filters: VideoFilters, most = PAGE): Promise<Video[]> {
    return allPages(async (cursor) => {
      const page = await this.#meta.read("list_videos", {
        filters: { ...filters, limit: Math.min(PAGE, most), ...(cursor ? { cursor } : {}) },
      });
      return { items: page.videos, next: page.next_cursor };
    }, most);
  }

  /** Finds or creates the video of a page. Returns its id in Lossy. */
  async detect(video: DetectedVideo): Promise<string> {
    return (await this.#meta.write("video_detected", video)).video_id;
  }

  async queue(video: QueuedVideo): Promise<Video | null> {
    return (await this.#meta.write("queue_video", video)).video;
  }

  async setStatus(id: string, status: VideoStatus): Promise<void> {
    await this.#meta.write("update_video_status", { video_id: id, status });
  }

  /** Sets the frame rate of a video, and the timecode of its first frame. */
  async setTimecode(id: string, timecode: Timecode): Promise<void> {
    await this.#meta.write("update_video_timecode", { video_id: id, ...timecode });
  }

  /** Deletes a video with its notes and recordings. It cannot be undone. */
  async delete(id: string): Promise<void> {
    await this.#meta.write("delete_video", { video_id: id });
  }

  /** Ends the updates of the list. */
  close(): void {
    this.#list.stop();
  }
}

function bare({ position: _, ...video }: Video & { position?: unknown }): Video {
  return video;
}
