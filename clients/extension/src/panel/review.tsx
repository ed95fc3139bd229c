// The notes of the reviewed video.

import { useEffect, useState } from "preact/hooks";
import type { Client } from "../../../lossy/src/client.js";
import { ExportMenu } from "../../../ui/src/export_menu.js";
import { HeardList } from "../../../ui/src/heard_list.js";
import { NoteDraft } from "../../../ui/src/note_draft.js";
import { NotesList } from "../../../ui/src/notes_list.js";
import { People } from "../../../ui/src/people.js";
import { problemText } from "../../../ui/src/problem_text.js";
import { timeTextsOf } from "../../../ui/src/timecode.js";
import { useNoteActions, useNotes } from "../../../ui/src/use_notes.js";
import { secondAt } from "../engine/page.js";
import type { EngineState, Playback, ReviewedVideo } from "../messages.js";
import type { EngineLink } from "./engine_link.js";

const TICK_MS = 250;

interface ReviewProps {
  engine: EngineLink;
  state: EngineState;
  video: ReviewedVideo;
  client: Client;
  user: string;
  onProblem: (problem: string) => void;
}

/** Returns the second at which the video is, and follows it while it plays. */
function useSecond(playback: Playback): number {
  const [, tick] = useState(0);
  useEffect(() => {
    if (playback.paused) return;
    const timer = setInterval(() => tick((count) => count + 1), TICK_MS);
    return () => clearInterval(timer);
  }, [playback.paused]);
  return secondAt(playback, Date.now());
}

export function Review(props: ReviewProps) {
  const { video } = props;
  return (
    <section class="review" aria-labelledby="review-title">
      <h2 id="review-title">{video.seen.title || video.seen.url}</h2>
      {video.videoId ? (
        <VideoNotes {...props} videoId={video.videoId} />
      ) : (
        <p class="empty" role="status">
          The server has not answered yet. What you say is kept.
        </p>
      )}
    </section>
  );
}

function VideoNotes({ engine, state, video, videoId, client, user, onProblem }: ReviewProps & { videoId: string }) {
  const found = useNotes(client, videoId, onProblem);
  const { notes, items, visitors } = found;
  const times = timeTextsOf(found.video);
  const { playback, seen } = video;
  const second = useSecond(playback);
  const { busy, actions } = useNoteActions({
    notes,
    onSelect: (note) => {
      engine.send({ kind: "select_note", noteId: note.id });
      engine.send({ kind: "seek", seconds: note.timestamp_seconds });
    },
    frame: (seconds) => engine.frame(seconds),
    onProblem,
  });
  const write = (text: string) => {
    notes?.create({ text, timestamp_seconds: secondAt(playback, Date.now()) }).catch((error) => onProblem(problemText(error)));
  };
  return (
    <>
      <div class="row between">
        <div class="row">
          <button type="button" onClick={() => engine.send({ kind: "set_paused", paused: !playback.paused })}>
            {playback.paused ? "Play" : "Pause"}
          </button>
          <span class="clock">
            {times.show(second)}
            {seen.duration !== null && ` / ${times.show(seen.duration)}`}
          </span>
        </div>
        <People visitors={visitors} self={user} />
      </div>
      <HeardList heard={state.heard} />
      {items.length === 0 ? (
        <p class="empty">
          {notes && notes.phase !== "loading"
            ? "No notes yet. Press Listen, and say what should change."
            : "Loading the notes…"}
        </p>
      ) : (
        <NotesList
          notes={items}
          selected={state.selected}
          busy={busy}
          actions={actions}
          times={times}
          position={() => secondAt(playback, Date.now())}
        />
      )}
      <NoteDraft onWrite={write}>
        <ExportMenu client={client} videoId={videoId} onProblem={(error) => onProblem(problemText(error))} />
      </NoteDraft>
    </>
  );
}
