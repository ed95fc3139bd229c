import { useEffect, useState } from "preact/hooks";
import type { Connection } from "../../lossy/src/connection.js";
import type { TopicPhase } from "../../lossy/src/topic.js";
import { type ConsoleTopic, openTopic, type TopicName } from "./console_topic.js";

/**
 * Joins a topic while the component is on screen. `attach` adds listeners to it; they end with the topic. Returns
 * null until the first render with this name.
 */
export function useTopic<Name extends TopicName>(
  connection: Connection,
  name: Name,
  attach: (topic: ConsoleTopic<Name>) => void,
): { topic: ConsoleTopic<Name>; phase: TopicPhase } | null {
  const [opened, setOpened] = useState<{ topic: ConsoleTopic<Name>; phase: TopicPhase } | null>(null);
  useEffect(() => {
    const topic = openTopic(connection, name);
    attach(topic);
    const show = () => setOpened({ topic, phase: topic.phase });
    topic.changes.add(show);
    show();
    return () => {
      topic.leave();
      setOpened(null);
    };
  }, [connection, name]);
  return opened;
}
