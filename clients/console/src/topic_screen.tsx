import { useEffect, useState } from "preact/hooks";
import type { ScreenProps } from "./console.js";
import type { lossy } from "./contract.js";
import { failureText } from "./failure_text.js";
import { bytesText, clockText, payloadText } from "./format.js";
import { FollowPanel, useFollow } from "./follow_panel.js";
import { hashOf } from "./routes.js";
import { UnansweredList } from "./unanswered.js";
import { useTopic } from "./use_topic.js";

type Got = lossy.console.v1.GetTopicResponse;

const POLL_MS = 5000;

export function TopicScreen({ connection, name, onProblem }: ScreenProps & { name: string }) {
  const follow = useFollow();
  const opened = useTopic(connection, `admin:topic:${name}`, follow.attach);
  const [got, setGot] = useState<Got | null>(null);
  const [payloads, setPayloads] = useState(false);
  const topic = opened?.topic ?? null;
  useEffect(() => {
    const load = async () => {
      try {
        if (topic) setGot(await topic.read("get_topic", { show_payloads: payloads }));
      } catch (error) {
        onProblem(failureText(error));
      }
    };
    void load();
    // Payloads are asked for once: each request for them is in the log.
    if (payloads) return;
    const timer = setInterval(() => document.visibilityState === "visible" && void load(), POLL_MS);
    return () => clearInterval(timer);
  }, [topic, payloads]);
  const refusal = opened?.topic.refusal;
  return (
    <>
      <section class="panel" aria-labelledby="topic-title">
        <h2 id="topic-title">Topic {name}</h2>
        {refusal && <p class="refusal" role="alert">{failureText(refusal)}</p>}
        {got && <UnansweredList list={got.unanswered} />}
        <p class="quiet" role="status">
          {got ? "As each replica has it. A pub/sub topic has a log; a channel topic has clients and presences." : "Asking…"}
        </p>
        <label class="row">
          <input type="checkbox" checked={payloads} onChange={(event) => setPayloads(event.currentTarget.checked)} />
          With the content of events, which is user data
        </label>
        <ul class="states">
          {got?.states.map(({ replica, state }) =>
            state && <TopicState key={`${replica?.program} ${replica?.address}`} replica={replica} state={state} />
          )}
        </ul>
      </section>
      {topic && <FollowPanel follow={follow} topic={topic} onProblem={onProblem} />}
    </>
  );
}

interface TopicStateProps {
  replica: lossy.console.v1.ReplicaAddress | null;
  state: lossy.admin.v1.GetTopicResponse;
}

function TopicState({ replica, state }: TopicStateProps) {
  const name = `${replica?.program} ${replica?.address}`;
  return (
    <li class="topic-state" data-replica={name}>
      <h3>
        {replica?.program} <span class="quiet">{replica?.address}</span>
      </h3>
      <dl class="facts wide">
        <div>
          <dt>Epoch</dt>
          <dd>{state.epoch || "–"}</dd>
        </div>
        <div>
          <dt>Head</dt>
          <dd>{state.head}</dd>
        </div>
        <div>
          <dt>Kept</dt>
          <dd>{state.kept > 0 ? `${state.kept}, from ${state.oldest} on` : "none"}</dd>
        </div>
        <div>
          <dt>{replica?.program === "edge" ? "Clients" : "Subscribers"}</dt>
          <dd>{state.subscribers}</dd>
        </div>
        <div>
          <dt>Presences</dt>
          <dd>{state.presences}</dd>
        </div>
      </dl>
      {state.presence_keys.length > 0 && (
        <ul class="topics" aria-label={`Present on the topic, by ${name}`}>
          {state.presence_keys.map((user) => (
            <li key={user}>
              <a href={hashOf({ name: "user", id: user })}>{user}</a>
            </li>
          ))}
        </ul>
      )}
      {state.tail.length > 0 && <Tail name={name} events={state.tail} />}
    </li>
  );
}

function Tail({ name, events }: { name: string; events: readonly lossy.admin.v1.TopicEvent[] }) {
  return (
    <div class="frames" tabIndex={0} role="region" aria-label={`The newest events, by ${name}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">Offset</th>
            <th scope="col">Changed</th>
            <th scope="col">Type</th>
            <th scope="col">Size</th>
            <th scope="col">Content</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.offset}>
              <td>{event.offset}</td>
              <td>{clockText(event.changed_at)}</td>
              <td>{event.type}</td>
              <td>{bytesText(event.bytes)}</td>
              <td>
                <code>{event.payload && payloadText(event.payload)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
