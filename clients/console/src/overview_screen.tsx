import { useState } from "preact/hooks";
import type { ScreenProps } from "./console.js";
import { act, type ConsoleTopic } from "./console_topic.js";
import type { lossy } from "./contract.js";
import { failureText } from "./failure_text.js";
import { clockText, countText, sinceText } from "./format.js";
import { readingName, readingText, splitReadings } from "./readings.js";
import { troublesOf } from "./troubles.js";
import { useNow } from "./use_now.js";

type Replica = lossy.console.v1.Replica;
type LogLevel = lossy.admin.v1.LogLevel;
type OverviewTopic = ConsoleTopic<"admin:overview">;

const LEVELS: readonly LogLevel[] = ["debug", "info", "warning", "error"];
// Debug lines of a busy process fill a disk, so the level goes back by itself.
const LEVEL_SECONDS = 900;

interface OverviewScreenProps extends ScreenProps {
  overview: lossy.console.v1.Overview | null;
  topic: OverviewTopic;
}

export function OverviewScreen({ overview, topic, ask, onProblem }: OverviewScreenProps) {
  const now = useNow();
  if (!overview) return <p class="boot">Asking all replicas…</p>;
  const troubles = troublesOf(overview);
  return (
    <>
      <section class="panel" aria-labelledby="troubles-title">
        <h2 id="troubles-title">
          {troubles.length === 0 ? "No problem" : countText(troubles.length, "problem")}
        </h2>
        <div role="status">
          <ul class="troubles">
            {troubles.map((trouble) => (
              <li key={trouble}>{trouble}</li>
            ))}
            {troubles.length === 0 && <li class="good">{countText(overview.replicas.length, "replica")}, all ready</li>}
          </ul>
        </div>
        <p class="quiet">As of {clockText(overview.made_at)}</p>
      </section>
      <section class="panel" aria-labelledby="replicas-title">
        <h2 id="replicas-title">Replicas</h2>
        <ul class="replicas">
          {overview.replicas.map((replica) => (
            <ReplicaItem
              key={`${replica.program} ${replica.address}`}
              replica={replica}
              now={now}
              topic={topic}
              ask={ask}
              onProblem={onProblem}
            />
          ))}
        </ul>
      </section>
    </>
  );
}

interface ReplicaItemProps extends Pick<ScreenProps, "ask" | "onProblem"> {
  replica: Replica;
  now: number;
  topic: OverviewTopic;
}

function ReplicaItem({ replica, now, topic, ask, onProblem }: ReplicaItemProps) {
  const { program, address, overview: state, problem } = replica;
  const name = `${program} ${address}`;
  const kind = stateOf(replica);
  return (
    <li class="replica" data-replica={name} data-state={kind}>
      <div class="row between">
        <h3>
          {program} <span class="quiet">{address}</span>
        </h3>
        <span class="badge" data-state={kind}>
          {STATES[kind]}
        </span>
      </div>
      {problem && <p class="refusal">{problem}</p>}
      {state && (
        <>
          <dl class="facts wide">
            <Fact name="Version" value={`${state.version} (${state.commit.slice(0, 12)})`} />
            <Fact name="Up" value={sinceText(state.started_at, now)} />
            <Fact name="Process" value={`${state.pid} on ${state.host}`} />
            {splitReadings(state.readings).main.map((reading) => (
              <Fact key={reading.name} name={readingName(reading)} value={readingText(reading)} />
            ))}
          </dl>
          {state.parts.length > 0 && (
            <ul class="parts" aria-label={`Parts of ${name}`}>
              {state.parts.map((part) => (
                <li key={part.name} data-works={part.works}>
                  {part.works ? "✓" : "✗"} {part.name}
                  {!part.required && <span class="quiet"> (optional)</span>}
                  {part.problem && <span class="refusal"> {part.problem}</span>}
                </li>
              ))}
            </ul>
          )}
          <ReplicaTools replica={replica} name={name} topic={topic} ask={ask} onProblem={onProblem} />
        </>
      )}
    </li>
  );
}

type StateName = "ready" | "draining" | "not_ready" | "silent";

const STATES: Record<StateName, string> = {
  ready: "Ready",
  draining: "Draining",
  not_ready: "Not ready",
  silent: "No answer",
};

function stateOf({ overview }: Replica): StateName {
  if (!overview) return "silent";
  if (overview.draining) return "draining";
  return overview.ready ? "ready" : "not_ready";
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

interface ReplicaToolsProps extends Omit<ReplicaItemProps, "now"> {
  name: string;
}

function ReplicaTools({ replica, name, topic, ask, onProblem }: ReplicaToolsProps) {
  const [flags, setFlags] = useState<readonly lossy.admin.v1.Flag[] | null>(null);
  const { program, address, overview: state } = replica;
  const place = { program, address };
  const setLevel = (level: LogLevel) =>
    ask({
      title: `Log ${level} lines of ${name}?`,
      text: `The level goes back by itself after ${LEVEL_SECONDS / 60} minutes.`,
      verb: "Set the level",
      act: () => act(topic, "set_log_level", { replica: place, level, seconds: LEVEL_SECONDS }),
    });
  const drain = () =>
    ask({
      title: `Drain ${name}?`,
      text:
        "The process becomes not ready, its clients and callers change to other replicas, and it ends. Its service " +
        "manager may start it again.",
      verb: "Drain",
      act: () => act(topic, "drain", { replica: place }),
    });
  const toggleFlags = async () => {
    if (flags) {
      setFlags(null);
      return;
    }
    try {
      const { configuration } = await topic.read("get_configuration", { replica: place });
      setFlags(configuration?.flags ?? []);
    } catch (error) {
      onProblem(failureText(error));
    }
  };
  return (
    <>
      <div class="row">
        <select
          aria-label={`Log level of ${name}`}
          value={state?.log_level ?? "info"}
          onChange={(event) => {
            const level = event.currentTarget.value as LogLevel;
            // The process decides what is shown.
            event.currentTarget.value = state?.log_level ?? "info";
            setLevel(level);
          }}
        >
          {LEVELS.map((level) => (
            <option key={level} value={level}>
              Log: {level}
            </option>
          ))}
        </select>
        {state?.log_level_until && <span class="quiet">until {clockText(state.log_level_until)}</span>}
        <button type="button" aria-expanded={flags !== null} onClick={() => void toggleFlags()}>
          Details<span class="hidden-label"> of {name}</span>
        </button>
        <button type="button" class="danger" disabled={state?.draining ?? false} onClick={drain}>
          Drain<span class="hidden-label"> {name}</span>
        </button>
      </div>
      {flags && (
        <dl class="flags" tabIndex={0} aria-label={`Numbers and flags of ${name}`}>
          {splitReadings(state?.readings ?? []).others.map((reading) => (
            <div key={reading.name}>
              <dt>{reading.name}</dt>
              <dd>{readingText(reading)}</dd>
            </div>
          ))}
          {flags.map(({ name: flag, value, source }) => (
            <div key={flag}>
              <dt>--{flag}</dt>
              <dd>
                {value} <span class="quiet">{source}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
