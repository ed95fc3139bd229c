import { useEffect, useState } from "preact/hooks";
import type { Client } from "../../lossy/src/client.js";
import type { Video, VideoStatus } from "../../lossy/src/library.js";
import { problemText } from "../../ui/src/problem_text.js";
import { useValue } from "../../ui/src/use_value.js";

interface LibraryScreenProps {
  client: Client;
  onOpen: (video: Video) => void;
  onProblem: (problem: string) => void;
}

const STATUSES: Record<VideoStatus, string> = {
  queued: "Queued",
  in_progress: "In progress",
  complete: "Complete",
  archived: "Archived",
};
const SEARCH_DELAY_MS = 200;

export function LibraryScreen({ client, onOpen, onProblem }: LibraryScreenProps) {
  const { library } = client;
  const all = useValue(() => library.items, (changed) => library.onChange(changed), [library]);
  const [search, setSearch] = useState("");
  const [status, setStatus] = useState<VideoStatus | "">("");
  const [found, setFound] = useState<readonly Video[] | null>(null);
  // Searches again after each change, because another client may have changed the videos.
  useEffect(() => {
    if (!search.trim()) return setFound(null);
    let outdated = false;
    const timer = setTimeout(async () => {
      try {
        const videos = await library.search({ search: search.trim() });
        if (!outdated) setFound(videos);
      } catch (error) {
        onProblem(problemText(error));
      }
    }, SEARCH_DELAY_MS);
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [search, all]);
  const shown = (found ?? all).filter((video) => status === "" || video.status === status);
  const attempt = (act: Promise<unknown>) => {
    act.catch((error) => onProblem(problemText(error)));
  };
  return (
    <section class="library" aria-labelledby="library-title">
      <h2 id="library-title">Library</h2>
      <div class="row">
        <div class="field">
          <label for="search">Search</label>
          <input
            id="search"
            type="search"
            value={search}
            autocomplete="off"
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
        </div>
        <div class="field">
          <label for="status">Status</label>
          <select
            id="status"
            value={status}
            onChange={(event) => setStatus(event.currentTarget.value as VideoStatus | "")}
          >
            <option value="">All</option>
            {Object.entries(STATUSES).map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </div>
      </div>
      <p class="quiet" role="status">
        {library.phase === "loading" ? "Loading…" : `${shown.length} ${shown.length === 1 ? "video" : "videos"}`}
      </p>
      <ul class="videos">
        {shown.map((video) => (
          <VideoItem key={video.id} video={video} client={client} onOpen={onOpen} attempt={attempt} />
        ))}
      </ul>
    </section>
  );
}

interface VideoItemProps {
  video: Video;
  client: Client;
  onOpen: (video: Video) => void;
  attempt: (act: Promise<unknown>) => void;
}

function VideoItem({ video, client, onOpen, attempt }: VideoItemProps) {
  const title = video.title ?? video.external_id;
  const remove = () => {
    const question = `Delete “${title}” with its ${video.note_count} notes? It cannot be undone.`;
    if (confirm(question)) attempt(client.library.delete(video.id));
  };
  return (
    <li data-id={video.id}>
      <button type="button" class="video-title" onClick={() => onOpen(video)}>
        {title}
      </button>
      <span class="quiet">
        {video.platform} · {video.note_count} {video.note_count === 1 ? "note" : "notes"}
      </span>
      <select
        aria-label={`Status of ${title}`}
        value={video.status ?? "queued"}
        onChange={(event) =>
          attempt(client.library.setStatus(video.id, event.currentTarget.value as VideoStatus))
        }
      >
        {Object.entries(STATUSES).map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
      <button type="button" class="danger" aria-label={`Delete ${title}`} onClick={remove}>
        Delete
      </button>
    </li>
  );
}
