// The frames of a user or a topic, as they pass the edges.

import { useRef, useState } from "preact/hooks";
import { act, type ConsoleTopic } from "./console_topic.js";
import type { lossy } from "./contract.js";
import { failureText } from "./failure_text.js";
import { bytesText, clockText, countText, durationText, payloadText } from "./format.js";
import { useNow } from "./use_now.js";

type Follow = lossy.console.v1.Follow;
type SeenFrame = lossy.console.v1.SeenFrame;
type UserTopic = ConsoleTopic<`admin:user:${string}`>;
type Followed = UserTopic | ConsoleTopic<`admin:topic:${string}`>;

// Both kinds of topics have the same events of a follow.
const ofEitherKind = (topic: Followed) => topic as UserTopic;

// The oldest frames leave the screen.
const MAX_FRAMES = 500;
const MINUTES = [1, 2, 5];

export interface FollowState {
  follow: Follow | null;
  frames: readonly (SeenFrame & { number: number })[];
  attach: (topic: Followed) => void;
  clear: () => void;
}

/** Returns the follow of a topic, whichever operator began it, and the frames since then. */
export function useFollow(): FollowState {
  const [follow, setFollow] = useState<Follow | null>(null);
  const [frames, setFrames] = useState<FollowState["frames"]>([]);
  const count = useRef(0);
  const add = (seen: SeenFrame[]) => {
    const numbered = seen.map((each) => ({ ...each, number: count.current++ }));
    setFrames((all) => [...all, ...numbered].slice(-MAX_FRAMES));
  };
  const attach = (topic: Followed) => {
    const typed = ofEitherKind(topic);
    typed.joins.add(({ reply }) => setFollow(reply.follow));
    typed.on("follow_changed", setFollow);
    typed.on("frames_seen", ({ frames: seen }) => add(seen));
  };
  return { follow, frames, attach, clear: () => setFrames([]) };
}

interface FollowPanelProps {
  follow: FollowState;
  topic: Followed;
  onProblem: (problem: string) => void;
}

export function FollowPanel({ follow: { follow, frames, clear }, topic, onProblem }: FollowPanelProps) {
  const [minutes, setMinutes] = useState(1);
  const [payloads, setPayloads] = useState(false);
  const [filter, setFilter] = useState("");
  const running = follow?.running ?? false;
  const typed = ofEitherKind(topic);
  const begin = () => act(typed, "follow", { seconds: minutes * 60, show_payloads: payloads });
  const end = () => act(typed, "unfollow", {});
  const attempt = (work: Promise<unknown>) => {
    work.catch((error) => onProblem(failureText(error)));
  };
  const matches = ({ frame }: SeenFrame) => `${frame?.topic} ${frame?.event}`.includes(filter);
  const shown = filter ? frames.filter(matches) : frames;
  return (
    <section class="panel" aria-labelledby="frames-title">
      <h2 id="frames-title">Frames</h2>
      <div class="row">
        <label>
          Minutes{" "}
          <select
            value={minutes}
            disabled={running}
            onChange={(event) => setMinutes(Number(event.currentTarget.value))}
          >
            {MINUTES.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
        <label class="row">
          <input
            type="checkbox"
            class="payloads"
            checked={payloads}
            disabled={running}
            onChange={(event) => setPayloads(event.currentTarget.checked)}
          />
          With payloads, which are user data
        </label>
        <button
          type="button"
          class="main follow-button"
          onClick={() => attempt(running ? end() : begin())}
        >
          {running ? "Unfollow" : "Follow"}
        </button>
        <label class="row">
          Filter
          <input type="search" value={filter} onInput={(event) => setFilter(event.currentTarget.value)} />
        </label>
        <button type="button" disabled={frames.length === 0} onClick={clear}>
          Clear
        </button>
      </div>
      <FollowText follow={follow} />
      {shown.length > 0 && (
        // A region that scrolls must be reachable by the keyboard.
        <div class="frames" tabIndex={0} role="region" aria-label="Recorded frames, the newest last">
          <table>
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Way</th>
                <th scope="col">Topic</th>
                <th scope="col">Event</th>
                <th scope="col">Size</th>
                <th scope="col">User</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ frame, number }) => frame && <FrameRows key={number} frame={frame} />)}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function FrameRows({ frame }: { frame: lossy.admin.v1.Frame }) {
  return (
    <>
      <tr class="frame" data-event={frame.event}>
        <td>{clockText(frame.time)}</td>
        <td>{frame.direction === "in" ? "→ edge" : "← edge"}</td>
        <td>{frame.topic}</td>
        <td>{frame.event}</td>
        <td>{bytesText(frame.bytes)}</td>
        <td title={frame.socket_id}>{frame.user_id}</td>
      </tr>
      {frame.payload && (
        <tr class="frame-payload">
          <td colSpan={6}>
            <code>
              {payloadText(frame.payload)}
              {frame.cut && "…"}
            </code>
          </td>
        </tr>
      )}
    </>
  );
}

const ENDS: Record<string, string> = {
  time: "Its time has passed",
  frames: "It has published the most frames that one follow may have",
  unfollow: "An operator ended it",
  replaced: "A newer one replaced it",
  edges: "No edge sends frames any more",
  stop: "The admin service stopped",
};

function FollowText({ follow }: { follow: Follow | null }) {
  const now = useNow();
  const counts = follow && (follow.frames > 0 || follow.dropped > 0)
    ? `. ${countText(follow.frames, "frame")}${follow.dropped > 0 ? `, ${follow.dropped} dropped` : ""}`
    : "";
  let text = "Nothing is recorded before an operator follows.";
  if (follow?.running) {
    const left = follow.until ? durationText(Date.parse(follow.until) - now) : "a while";
    text = `${follow.operator} follows ${countText(follow.edges, "edge")} for ${left} more${
      follow.show_payloads ? ", with payloads" : ", without payloads"
    }`;
  } else if (follow) {
    text = `The follow of ${follow.operator} has ended: ${ENDS[follow.ended] ?? follow.ended}${counts}`;
  }
  return (
    <p class="quiet follow-text" role="status">
      {text}
    </p>
  );
}
