import { useEffect, useState } from "preact/hooks";
import type { ScreenProps } from "./console.js";
import type { ConsoleTopic } from "./console_topic.js";
import type { lossy } from "./contract.js";
import { failureText } from "./failure_text.js";
import { clockText, sinceText } from "./format.js";
import { hashOf } from "./routes.js";
import { useNow } from "./use_now.js";

type AgentSession = lossy.admin.v1.GetSessionResponse;

const MICROS = 1_000_000;

interface SessionScreenProps extends ScreenProps {
  topic: ConsoleTopic<"admin:overview">;
  id: string;
}

export function SessionScreen({ topic, id }: SessionScreenProps) {
  const now = useNow();
  const [session, setSession] = useState<AgentSession | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    topic.read("get_session", { session_id: id }).then(
      (reply) => setSession(reply.session),
      (error) => setProblem(failureText(error)),
    );
  }, [topic, id]);
  return (
    <section class="panel" aria-labelledby="session-title">
      <h2 id="session-title">Session {id}</h2>
      {problem && <p class="refusal" role="alert">{problem}</p>}
      {!session && !problem && <p role="status">Asking the agent…</p>}
      {session && (
        <>
          <dl class="facts wide">
            <div>
              <dt>User</dt>
              <dd>
                <a href={hashOf({ name: "user", id: session.user_id })}>{session.user_id}</a>
              </dd>
            </div>
            <div>
              <dt>Video</dt>
              <dd>
                {session.video_id ? (
                  <a href={hashOf({ name: "topic", id: `video:${session.video_id}` })}>{session.video_id}</a>
                ) : (
                  "none"
                )}
              </dd>
            </div>
            <div>
              <dt>Started</dt>
              <dd>{sinceText(session.started_at, now)} ago</dd>
            </div>
            <div>
              <dt>Last action</dt>
              <dd>{sinceText(session.last_active_at, now)} ago</dd>
            </div>
            <div>
              <dt>Recording</dt>
              <dd>{session.recording_id || "none"}</dd>
            </div>
            {session.transcript_counts.map(({ status, count }) => (
              <div key={status}>
                <dt>{status}</dt>
                <dd>{count}</dd>
              </div>
            ))}
          </dl>
          <Transcripts transcripts={session.transcripts} />
          <Usage usage={session.usage} />
        </>
      )}
    </section>
  );
}

function Transcripts({ transcripts }: { transcripts: AgentSession["transcripts"] }) {
  if (transcripts.length === 0) return <p class="quiet">It has no transcript.</p>;
  return (
    <div class="frames" tabIndex={0} role="region" aria-label="Transcripts, the newest first">
      <table>
        <thead>
          <tr>
            <th scope="col">Created</th>
            <th scope="col">Status</th>
            <th scope="col">Reason</th>
            <th scope="col">Attempts</th>
            <th scope="col">Next attempt</th>
            <th scope="col">Note</th>
          </tr>
        </thead>
        <tbody>
          {transcripts.map((each) => (
            <tr key={each.id}>
              <td>{clockText(each.created_at)}</td>
              <td>{each.status}</td>
              <td>{each.reason || "–"}</td>
              <td>{each.attempts}</td>
              <td>{each.next_attempt_at ? clockText(each.next_attempt_at) : "–"}</td>
              <td>{each.note_id || "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Usage({ usage }: { usage: AgentSession["usage"] }) {
  if (usage.length === 0) return <p class="quiet">It has used no model.</p>;
  return (
    <div class="frames" tabIndex={0} role="region" aria-label="Models">
      <table>
        <thead>
          <tr>
            <th scope="col">Use</th>
            <th scope="col">Model</th>
            <th scope="col">Calls</th>
            <th scope="col">Cost</th>
          </tr>
        </thead>
        <tbody>
          {usage.map((each) => (
            <tr key={`${each.kind} ${each.model}`}>
              <td>{each.kind}</td>
              <td>{each.model}</td>
              <td>{each.calls}</td>
              <td>{(each.cost_micros / MICROS).toFixed(4)} USD</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
