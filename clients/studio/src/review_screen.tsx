// The review of one video: the picture, its time line, the microphone and the notes.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Client } from "../../lossy/src/client.js";
import type { Session } from "../../lossy/src/session.js";
import { ExportMenu } from "../../ui/src/export_menu.js";
import { HeardList } from "../../ui/src/heard_list.js";
import { MarkerLine } from "../../ui/src/marker_line.js";
import { NoteDraft } from "../../ui/src/note_draft.js";
import { isFirm, neighbour, type Note } from "../../ui/src/notes.js";
import { NotesList } from "../../ui/src/notes_list.js";
import { People } from "../../ui/src/people.js";
import { problemText } from "../../ui/src/problem_text.js";
import { timeTextsOf } from "../../ui/src/timecode.js";
import { TimecodeForm } from "../../ui/src/timecode_form.js";
import { useNoteActions, useNotes } from "../../ui/src/use_notes.js";
import { useValue } from "../../ui/src/use_value.js";
import { afterEvent, afterUtterance, NOTHING_HEARD, shownOf } from "../../voice/src/hearing.js";
import { Microphone } from "../../voice/src/microphone.js";
import { type Command, commandOf } from "./keys.js";
import type { Player, PlayerState } from "./players.js";
import { Stage } from "./stage.js";
import { titleOf, type VideoSource } from "./video_source.js";

interface ReviewScreenProps {
  client: Client;
  user: string;
  videoId: string;
  source: VideoSource;
  onOpen: (source: VideoSource) => void;
  onLibrary: () => void;
  onHelp: () => void;
  onProblem: (problem: string) => void;
}

const STEP_SECONDS = 5;
const NO_PLAYER: PlayerState = { position: 0, duration: 0, playing: false };

/** Opens a session for the words of the user, until the screen closes. */
function useSession(client: Client, onProblem: (problem: string) => void) {
  const [session, setSession] = useState<Session | null>(null);
  const [hearing, setHearing] = useState(NOTHING_HEARD);
  useEffect(() => {
    let opened: Session | null = null;
    let closed = false;
    const open = async () => {
      const made = await client.session();
      if (closed) return made.close();
      opened = made;
      made.topic.on("agent_event", (event) => setHearing((before) => afterEvent(before, event)));
      setSession(made);
    };
    open().catch((error) => onProblem(problemText(error)));
    return () => {
      closed = true;
      opened?.close();
    };
  }, [client]);
  const hearUtterance = () => setHearing(afterUtterance);
  return { session, hearing, hearUtterance };
}

export function ReviewScreen(props: ReviewScreenProps) {
  const { client, user, videoId, source, onOpen, onLibrary, onHelp, onProblem } = props;
  const { notes, video, items, visitors } = useNotes(client, videoId, onProblem);
  const { session, hearing, hearUtterance } = useSession(client, onProblem);
  const [player, setPlayer] = useState<Player | null>(null);
  const [selected, setSelected] = useState<string | null>(null);
  const [timing, setTiming] = useState(false);
  const draft = useRef<HTMLInputElement>(null);
  const [microphone] = useState(() => new Microphone((problem) => onProblem(problemText(problem))));
  useEffect(() => {
    const remove = microphone.utterances.add(hearUtterance);
    return () => {
      remove();
      microphone.close();
    };
  }, [microphone]);

  const times = timeTextsOf(video);
  const playing = useValue(
    () => player?.state ?? NO_PLAYER,
    (changed) => player?.changes.add(changed) ?? (() => {}),
    [player],
  );
  const phase = useValue(() => microphone.phase, (changed) => microphone.changes.add(changed), [microphone]);
  const speaking = phase !== "off";
  const chosen = items.find(({ id }) => id === selected) ?? null;

  const select = (note: Note) => {
    setSelected(note.id);
    player?.seek(note.timestamp_seconds);
  };
  const { busy, actions } = useNoteActions({ notes, onSelect: select, frame: player?.frame ?? null, onProblem });
  const second = () => Math.max(0, player?.state.position ?? 0);
  // The player may be another one by the time the user speaks.
  const latestSecond = useRef(second);
  latestSecond.current = second;
  const speak = () => {
    if (session) void microphone.start(session, () => ({ videoId, timestamp: latestSecond.current() }));
  };
  const write = async (text: string) => {
    try {
      await notes?.create({ text, timestamp_seconds: second() });
    } catch (error) {
      onProblem(problemText(error));
    }
  };
  const choose = (step: number) => {
    const note = neighbour(items, selected, step);
    if (note) select(note);
  };
  const move = (step: number) => player?.seek(Math.max(0, second() + step));
  const commands: Record<Command, () => void> = {
    speak,
    toggle_speaking: () => (speaking ? microphone.stop() : speak()),
    toggle_playing: () => (player?.state.playing ? player.pause() : player?.play()),
    back: () => move(-STEP_SECONDS),
    forward: () => move(STEP_SECONDS),
    next_note: () => choose(1),
    previous_note: () => choose(-1),
    write: () => draft.current?.focus(),
    edit: () => document.querySelector<HTMLElement>(`[data-id="${selected}"] [data-edit]`)?.click(),
    end: () => chosen && second() > chosen.timestamp_seconds && actions.edit(chosen, { end_seconds: second() }),
    firm: () => chosen && actions.firm(chosen, !isFirm(chosen)),
    undo: () => chosen && chosen.revision > 1 && actions.undo(chosen),
    delete: () => chosen && actions.remove(chosen),
    library: onLibrary,
    help: onHelp,
  };
  const latest = useRef(commands);
  latest.current = commands;
  useKeys(latest, () => microphone.stop());

  return (
    <section class="review" aria-labelledby="review-title">
      <div class="picture">
        <div class="row between">
          <h2 id="review-title">{titleOf(source)}</h2>
          <People visitors={visitors} self={user} />
        </div>
        <Stage source={source} onPlayer={setPlayer} onFile={onOpen} />
        <MarkerLine
          notes={items}
          duration={playing.duration}
          position={playing.position}
          selected={selected}
          onSeek={(seconds) => player?.seek(seconds)}
          onSelect={select}
          times={times}
        />
        <div class="row controls">
          <button type="button" disabled={!player} onClick={commands.toggle_playing}>
            {playing.playing ? "Pause" : "Play"}
          </button>
          <span class="clock">
            {times.show(playing.position)} / {times.show(playing.duration)}
          </span>
          <button
            type="button"
            class="speak"
            aria-pressed={speaking}
            disabled={!session}
            onClick={commands.toggle_speaking}
          >
            <span class="speak-dot" aria-hidden="true" />
            {phase === "recording" ? "Recording: press to end" : phase === "starting" ? "Opening the microphone…" : "Speak"}
          </button>
          <span class="quiet">
            Hold <kbd>Space</kbd>, or press <kbd>R</kbd>
          </span>
          <button
            type="button"
            class="timecode-button"
            aria-expanded={timing}
            disabled={!video}
            onClick={() => setTiming(!timing)}
          >
            Timecode
          </button>
        </div>
        {timing && video && (
          <TimecodeForm
            video={video}
            onSave={(timecode) => client.library.setTimecode(videoId, timecode)}
            onDone={() => setTiming(false)}
          />
        )}
      </div>
      <div class="side">
        <HeardList heard={shownOf(hearing)} />
        {items.length === 0 ? (
          <p class="empty">
            {notes?.phase === "loading" || !notes
              ? "Loading the notes…"
              : "No notes yet. Press Play, then R, and say what should change: a pause ends each note. R again ends it."}
          </p>
        ) : (
          <NotesList
            notes={items}
            selected={selected}
            busy={busy}
            actions={actions}
            times={times}
            position={player ? second : undefined}
          />
        )}
        <NoteDraft field={draft} onWrite={(text) => void write(text)}>
          <ExportMenu client={client} videoId={videoId} onProblem={(error) => onProblem(problemText(error))} />
        </NoteDraft>
      </div>
    </section>
  );
}

// A window that loses the keyboard gets no keyup.
function useKeys(commands: { current: Record<Command, () => void> }, release: () => void) {
  useEffect(() => {
    const ended = new AbortController();
    const { signal } = ended;
    let held = false;
    const end = () => {
      if (held) release();
      held = false;
    };
    const down = (event: KeyboardEvent) => {
      if (document.querySelector("dialog[open]")) return;
      const command = commandOf(event);
      if (!command) return;
      event.preventDefault();
      if (event.repeat && command !== "back" && command !== "forward") return;
      if (command === "speak") held = true;
      commands.current[command]();
    };
    window.addEventListener("keydown", down, { signal });
    window.addEventListener("keyup", (event) => event.key === " " && end(), { signal });
    window.addEventListener("blur", end, { signal });
    return () => ended.abort();
  }, []);
}
