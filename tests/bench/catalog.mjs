// All benchmarks of ./dev bench. Each has
//   target     the program, as Bazel names it; `targets` has further ones that it needs
//   script     in place of a program: a file of tests/load or tests/bench, and `args`
//   reads      "google" or "text": the results that `lines` gets, as GoogleResults or as its output
//   stack      true: it measures a whole Lossy, which ./dev bench starts
//   lines      returns lines of the table: cost beside that of a baseline of the same run
// A goal is the highest ratio that the project accepts.

import { benchLine, ratioLine } from "./bench_line.mjs";
import { numbersIn } from "./results.mjs";

const SAMPLE = "//tests/sample/proto/lossy/sample/v1:sample_descriptors";
const LOSSYCTL = "//deploy/lossyctl:lossyctl";

function echoLines(results) {
  const line = (name, benchmark, messages, goal) =>
    ratioLine({
      bench: `echo: ${name}`,
      unit: "µs",
      figure: results.micros(`${benchmark}/manual_time`) / messages,
      ratio: results.counter(`${benchmark}/manual_time`, "to_minimal"),
      beside: "a server that only echoes frames",
      goal,
    });
  return [
    line("heartbeat", "BM_Heartbeat/1", 1),
    line("heartbeat, 16 together", "BM_Heartbeat/16", 16),
    line("event", "BM_Echo/1", 1),
    line("event, 16 together", "BM_Echo/16", 16),
  ];
}

// From benchmarks of one program: [name, benchmark, baseline, beside, goal].
const pairs = (group, unit, list) => (results) =>
  list.map(([name, benchmark, baseline, beside, goal]) =>
    benchLine({
      bench: `${group}: ${name}`,
      unit,
      figure: results.micros(benchmark),
      baseline: results.micros(baseline),
      beside,
      goal,
    }),
  );

// The goals are ratios to a whole WebSocket library; the minimal server does less than one.
const EDGE_LOADS = [
  ["burst of 16 to 1,000", "µs, a delivery", 1.1],
  ["one to 1,000", "µs, a delivery", 1.1],
  ["echo w1", "µs", 1.25],
  ["echo w16", "µs", 2],
  ["heartbeat w1", "µs"],
  ["heartbeat w16", "µs", 1.1],
  ["churn", "µs, a join or leave", 1.2],
  ["idle memory", "KB"],
];

function edgeLines(output) {
  return EDGE_LOADS.map(([name, unit, goal]) => {
    const [figure, baseline] = numbersIn(output, new RegExp(`^${name}: edge ([\\d.]+), minimal ([\\d.]+),`, "m"));
    return benchLine({ bench: `edge: ${name}`, unit, figure, baseline, beside: "minimal_server", goal });
  });
}

function roundTripLines(output) {
  const [baseline, figure] = numbersIn(output, /bare gRPC ([\d.]+) us, through the edge ([\d.]+) us/);
  return [benchLine({ bench: "round_trip: an event", unit: "µs", figure, baseline, beside: "the bare gRPC call", goal: 1.2 })];
}

// Each number of clients has a line for the latency and one for the CPU of all servers.
function listVideosLines(output) {
  const line = (atOnce, what, unit, baseline, figure, goal) =>
    benchLine({ bench: `list_videos: ${what}, ${atOnce} at a time`, unit, figure, baseline, beside: "the bare gRPC call", goal });
  return [1, 16].flatMap((atOnce) => {
    const pattern = `^${atOnce} at a time: bare gRPC (\\d+) us and (\\d+) us of CPU, through the edge (\\d+) us and (\\d+) us`;
    const [bareTime, bareCpu, time, cpu] = numbersIn(output, new RegExp(pattern, "m"));
    return [line(atOnce, "latency", "µs", bareTime, time, 1.2), line(atOnce, "CPU", "µs", bareCpu, cpu, 1.35)];
  });
}

function logLines(results) {
  const perAppend = (benchmark) => 1e6 / results.counter(benchmark, "items_per_second");
  return [
    benchLine({
      bench: "topic log: append, 1,000 publishers",
      unit: "µs",
      figure: perAppend("BM_Postgres/real_time/threads:1000"),
      baseline: perAppend("BM_Postgres/real_time/threads:1"),
      beside: "one publisher, who waits for each commit",
      goal: 0.2,
    }),
    benchLine({
      bench: "topic log: an event, topics in two databases",
      unit: "µs of CPU",
      figure: results.counter("BM_Databases/iterations:10/real_time", "two_cpu_us"),
      baseline: results.counter("BM_Databases/iterations:10/real_time", "one_cpu_us"),
      beside: "one database",
      goal: 1.1,
    }),
    ratioLine({
      bench: "topic log: a second at rest, 50,000 idle topics",
      unit: "µs",
      figure: results.micros("BM_IdleTopics/iterations:1000/real_time"),
      ratio: results.counter("BM_IdleTopics/iterations:1000/real_time", "ratio"),
      beside: "without topics",
      goal: 1.5,
    }),
  ];
}

function relayLines(results) {
  const name = "BM_Relay/iterations:3/real_time";
  const shared = "BM_TwoRelays/iterations:3/real_time";
  return [
    benchLine({
      bench: "relay: an item beside two slow kinds",
      unit: "µs",
      figure: 1e6 / results.counter(name, "beside_per_s"),
      baseline: 1e6 / results.counter(name, "alone_per_s"),
      beside: "the kind alone",
      goal: 1.3,
    }),
    benchLine({
      bench: "relay: an item, two relays",
      unit: "µs",
      figure: 1e6 / results.counter(shared, "two_per_s"),
      baseline: 1e6 / results.counter(shared, "one_per_s"),
      beside: "one relay",
      goal: 0.75,
    }),
  ];
}

function claimLines(output) {
  const [few, many] = numbersIn(output, /finished: (\d+) per second, with \d+ waiting (\d+) per second/);
  return [
    benchLine({
      bench: "claims: an utterance, 50,000 waiting",
      unit: "µs",
      figure: 1e6 / many,
      baseline: 1e6 / few,
      beside: "a few waiting",
      goal: 1.5,
    }),
  ];
}

// The second figure is that with the default bounds.
function searchLines(output) {
  const [, bounded] = output.split("with the default bounds");
  const [alone] = numbersIn(bounded ?? "", /alone:\s+p50 [\d.]+ ms, p99 ([\d.]+) ms/);
  const [beside] = numbersIn(bounded, /beside:\s+p50 [\d.]+ ms, p99 ([\d.]+) ms/);
  return [
    benchLine({
      bench: "search: p99 of list_videos beside 16 searches of another user",
      unit: "ms",
      figure: beside,
      baseline: alone,
      beside: "without them",
    }),
  ];
}

function deliveryLines(results) {
  const name = (events) => `PublishAndDeliver/subscribers:1000/events:${events}/real_time`;
  return [
    benchLine({
      bench: "delivery: 100 events to 1,000 streams",
      unit: "µs",
      figure: results.micros(name(100)) / 100,
      baseline: results.micros("HubAlone/1000"),
      beside: "the hub alone, without gRPC",
    }),
  ];
}

function joinLines(output) {
  const line = (round, what, goal) => {
    const [figure] = numbersIn(output, new RegExp(`^${round} .* joins/s +(\\d+) us`, "m"));
    const [baseline] = numbersIn(output, /^one .* joins\/s +(\d+) us/m);
    return benchLine({ bench: `join: ${what}`, unit: "µs", figure, baseline, beside: "one user and topic, all processes", goal });
  };
  return [line("new", "new users with new topics"), line("known", "known users")];
}

function spokenLines(output) {
  const of = (round) => numbersIn(output, new RegExp(`^${round} .*/s +(\\d+) us a note`, "m"))[0];
  const bench = "spoken: a note of 100 reviewers who speak at full speed";
  const beside = "one reviewer, who waits for each note; all processes and the database";
  return [benchLine({ bench, unit: "µs", figure: of("together"), baseline: of("alone"), beside, goal: 0.5 })];
}

export const BENCHES = [
  { name: "echo", target: "//edge/bench:echo_bench", reads: "google", lines: echoLines },
  {
    name: "transcoding",
    target: "//edge/transcoding:transcoding_bench",
    reads: "google",
    lines: pairs("transcoding", "µs", [
      ["JSON to protobuf", "BM_JsonToWire", "BM_ProtobufJsonToWire", "Protobuf's own", 0.5],
      ["protobuf to JSON", "BM_WireToJson", "BM_ProtobufWireToJson", "Protobuf's own", 0.5],
      ["2 MB of base64", "BM_LargeBytesToWire", "BM_ProtobufLargeBytesToWire", "Protobuf's own", 0.5],
      ["an embedding", "BM_EmbeddingToWire", "BM_ProtobufEmbeddingToWire", "Protobuf's own", 0.5],
    ]),
  },
  {
    name: "v2",
    target: "//edge/phoenix:v2_bench",
    reads: "google",
    lines: pairs("v2", "µs", [
      ["decode a push", "BM_DecodePush", "BM_CopyPush", "a copy of its bytes"],
      ["decode a message of 2 MB", "BM_DecodeLarge", "BM_CopyLarge", "a copy of its bytes"],
    ]),
  },
  {
    name: "tls",
    target: "//edge/tls:tls_stream_bench",
    reads: "google",
    lines: pairs("tls", "µs", [
      ["seal 64 bytes", "Seal/0/64", "BareSeal/64", "OpenSSL's cipher", 1.5],
      ["seal 1 KiB", "Seal/0/1024", "BareSeal/1024", "OpenSSL's cipher", 1.25],
      ["seal 16 KiB", "Seal/0/16384", "BareSeal/16384", "OpenSSL's cipher", 1.1],
      ["handshake 1.2", "Handshake/771", "BareHandshake/771", "OpenSSL at both ends", 1.1],
      ["handshake 1.3", "Handshake/772", "BareHandshake/772", "OpenSSL at both ends", 1.1],
    ]),
  },
  {
    name: "edge",
    script: "tests/bench/edge_load.mjs",
    targets: ["//edge/bench:loop_server", "//edge/bench:minimal_server", "//edge/bench:tls_load", SAMPLE, LOSSYCTL],
    reads: "text",
    lines: edgeLines,
  },
  {
    name: "round_trip",
    script: "tests/bench/round_trip.mjs",
    targets: ["//tests/load:round_trip", "//tests/sample:room_service", SAMPLE],
    stack: true,
    reads: "text",
    lines: roundTripLines,
  },
  {
    name: "list_videos",
    script: "tests/bench/list_videos.mjs",
    targets: ["//tests/load:list_videos"],
    stack: true,
    reads: "text",
    lines: listVideosLines,
  },
  {
    name: "trace",
    target: "//edge/bench:trace_cost",
    targets: [SAMPLE],
    args: ["--descriptors=bazel-bin/tests/sample/proto/lossy/sample/v1/sample_descriptors.binpb"],
    reads: "text",
    lines: (output) => {
      const [plain, traced] = numbersIn(output, /message: ([\d.]+) us without traces, ([\d.]+) us with/);
      const beside = "without traces";
      return [benchLine({ bench: "trace: a message, 1 % sampled", unit: "µs", figure: traced, baseline: plain, beside, goal: 1.01 })];
    },
  },
  {
    name: "event_streams",
    script: "tests/load/event_streams.mjs",
    targets: ["//edge/bench:loop_server", SAMPLE, LOSSYCTL],
    reads: "text",
    lines: (output) => {
      const [baseline, figure] = numbersIn(output, /sockets ([\d.]+) us, event streams ([\d.]+) us/);
      return [benchLine({ bench: "event_streams: a delivery", unit: "µs", figure, baseline, beside: "to a WebSocket", goal: 1.2 })];
    },
  },
  { name: "relay", target: "//base/outbox:relay_bench", reads: "google", lines: relayLines },
  { name: "claims", target: "//services/agent:claims_bench", reads: "text", lines: claimLines },
  {
    name: "fairness",
    target: "//services/agent:fairness_bench",
    targets: ["//services/agent/models/pocketsphinx:speech_worker"],
    reads: "text",
    lines: (output) => {
      const [alone, beside] = numbersIn(output, /alone ([\d.]+) s, beside .* s ([\d.]+) s: ratio/);
      const bench = "fairness: a short recording beside 12 long ones of another user";
      return [benchLine({ bench, unit: "s", figure: beside, baseline: alone, beside: "alone", goal: 3 })];
    },
  },
  { name: "search", target: "//services/video:search_bench", reads: "text", lines: searchLines },
  {
    name: "topic_log",
    target: "//services/notifications/log:postgres_log_bench",
    reads: "google",
    lines: logLines,
  },
  {
    name: "delivery",
    target: "//services/notifications:delivery_benchmark",
    reads: "google",
    lines: deliveryLines,
  },
  { name: "join_cost", script: "tests/load/join_cost.mjs", stack: true, reads: "text", lines: joinLines },
  { name: "spoken", script: "tests/load/spoken.mjs", stack: true, reads: "text", lines: spokenLines },
];
