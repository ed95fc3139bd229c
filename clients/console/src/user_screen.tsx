import { useEffect, useState } from "preact/hooks";
import type { ScreenProps } from "./console.js";
import { act, type ConsoleTopic } from "./console_topic.js";
import type { lossy } from "./contract.js";
import { failureText } from "./failure_text.js";
import { bytesText, clockText, countText, numberText, sinceText } from "./format.js";
import { FollowPanel, useFollow } from "./follow_panel.js";
import { hashOf } from "./routes.js";
import { UnansweredList } from "./unanswered.js";
import { useNow } from "./use_now.js";
import { useTopic } from "./use_topic.js";

type Listed = lossy.console.v1.ListSocketsResponse;
type UserTopic = ConsoleTopic<`admin:user:${string}`>;

const POLL_MS = 5000;

export function UserScreen({ connection, user, ask, onProblem }: ScreenProps & { user: string }) {
  const follow = useFollow();
  const opened = useTopic(connection, `admin:user:${user}`, follow.attach);
  const [listed, setListed] = useState<Listed | null>(null);
  const topic = opened?.topic ?? null;
  const load = async () => {
    try {
      if (topic) setListed(await topic.read("list_sockets", {}));
    } catch (error) {
      onProblem(failureText(error));
    }
  };
  useEffect(() => {
    void load();
    const timer = setInterval(() => document.visibilityState === "visible" && void load(), POLL_MS);
    return () => clearInterval(timer);
  }, [topic]);
  const refusal = opened?.topic.refusal;
  return (
    <>
      <section class="panel" aria-labelledby="user-title">
        <h2 id="user-title">User {user}</h2>
        {refusal && <p class="refusal" role="alert">{failureText(refusal)}</p>}
        {listed && <UnansweredList list={listed.unanswered} />}
        <p role="status">
          {listed ? countText(listed.sockets.length, "socket") : "Asking all edges…"}
          {listed?.truncated && ", and more that are not shown"}
        </p>
        <ul class="sockets">
          {listed?.sockets.map(
            ({ edge, socket }) =>
              socket && (
                <SocketItem
                  key={socket.id}
                  edge={edge}
                  socket={socket}
                  onClose={() =>
                    topic && ask(closing(topic, user, socket.id, () => void load()))
                  }
                />
              ),
          )}
        </ul>
      </section>
      {topic && <FollowPanel follow={follow} topic={topic} onProblem={onProblem} />}
    </>
  );
}

const closing = (topic: UserTopic, user: string, socketId: string, onClosed: () => void) => ({
  title: `Close a socket of ${user}?`,
  text: "The client connects again by itself, perhaps to another edge.",
  verb: "Close the socket",
  act: async () => {
    await act(topic, "close_socket", { socket_id: socketId });
    onClosed();
  },
});

interface SocketItemProps {
  edge: string;
  socket: lossy.admin.v1.Socket;
  onClose: () => void;
}

function SocketItem({ edge, socket, onClose }: SocketItemProps) {
  const now = useNow();
  return (
    <li class="socket" data-socket={socket.id}>
      <div class="row between">
        <h3>
          {socket.device_id || "No device"} <span class="quiet">{socket.id}</span>
        </h3>
        <button type="button" class="danger" onClick={onClose}>
          Close<span class="hidden-label"> socket {socket.id}</span>
        </button>
      </div>
      <dl class="facts wide">
        <div>
          <dt>Edge</dt>
          <dd>{edge}</dd>
        </div>
        <div>
          <dt>Transport</dt>
          <dd>{socket.transport?.replaceAll("_", " ") ?? "–"}</dd>
        </div>
        <div>
          <dt>Connected for</dt>
          <dd>{sinceText(socket.connected_at, now)}</dd>
        </div>
        <div>
          <dt>Token ends</dt>
          <dd>{socket.token_expires_at ? clockText(socket.token_expires_at) : "never"}</dd>
        </div>
        <div>
          <dt>Unread</dt>
          <dd>{bytesText(socket.unsent_bytes)}</dd>
        </div>
        {socket.rates.map(({ name, left, per_second }) => (
          <div key={name}>
            <dt>{name} left</dt>
            <dd>
              {per_second === 0 ? "no limit" : `${numberText(Math.floor(left))}, ${numberText(per_second)}/s`}
            </dd>
          </div>
        ))}
      </dl>
      <ul class="topics" aria-label={`Topics of socket ${socket.id}`}>
        {socket.topics.map(({ topic, joined }) => (
          <li key={topic}>
            <a href={hashOf(topicScreen(topic))}>{topic}</a>
            {!joined && <span class="quiet"> joining</span>}
          </li>
        ))}
        {socket.topics.length === 0 && <li class="quiet">No topic is joined</li>}
      </ul>
    </li>
  );
}

const topicScreen = (topic: string) => ({ name: "topic", id: topic }) as const;
