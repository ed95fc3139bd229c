// Polls for browsers: a gRPC service behind Lossy's edge. docs/services.md explains it.
//
//   node service.mjs --listen=HOST:PORT --internal_jwks=FILE --internal_key=FILE --notifications=HOST:PORT
//     [--tls_internal_certificate=FILE --tls_internal_key=FILE --tls_internal_ca=FILE]

import crypto from "node:crypto";
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import grpc from "@grpc/grpc-js";
import protoLoader from "@grpc/proto-loader";
import { HealthImplementation } from "grpc-health-check";
import { createLocalJWKSet, importJWK, jwtVerify, SignJWT } from "jose";
import { clientOf, serverCredentials, TLS_FLAGS } from "./links.mjs";

const PACKAGE = "polls.v1";
const NOTIFICATIONS = "lossy.notifications.v1";
const CHOICES = ["yes", "no", "later"];

const names = ["listen", "internal_jwks", "internal_key", "notifications", ...TLS_FLAGS];
const { values: flags } = parseArgs({
  options: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
});

// Elsewhere: "node_modules/@lossy/channel-proto" in place of the second folder.
const folders = ["../proto", "../../proto"].map((each) => fileURLToPath(new URL(each, import.meta.url)));
const definition = protoLoader.loadSync(
  ["polls/v1/polls.proto", "lossy/channel/v1/error.proto", "lossy/notifications/v1/notifications.proto"],
  { includeDirs: folders, keepCase: true, longs: Number, enums: String, defaults: true },
);
const api = grpc.loadPackageDefinition(definition);

const readJson = (path) => JSON.parse(fs.readFileSync(path, "utf8"));

// The user for whom the edge calls. The keys are those that may sign for users of this service.
async function userOf(call) {
  const [authorization = ""] = call.metadata.get("authorization");
  const { keys } = readJson(flags.internal_jwks);
  const trusted = keys.filter(({ lossy_signs: signs }) => signs?.user?.includes(PACKAGE));
  const rules = { audience: PACKAGE, algorithms: ["EdDSA"], clockTolerance: 60 };
  try {
    const token = authorization.replace(/^Bearer /, "");
    const { payload } = await jwtVerify(token, createLocalJWKSet({ keys: trusted }), rules);
    return payload.sub;
  } catch {
    throw { code: grpc.status.UNAUTHENTICATED, details: `the call has no valid token for ${PACKAGE}` };
  }
}

// An error that names a field. Browsers receive its reason, message and details.
function invalidArgument(field, problem) {
  const message = `${field} ${problem}`;
  const error = { reason: "REASON_INVALID_ARGUMENT", message, details: { [field]: problem } };
  const code = grpc.status.INVALID_ARGUMENT;
  const status = definition["lossy.channel.v1.Status"].serialize({
    ...{ code, message, details: [{ "@type": "type.googleapis.com/lossy.channel.v1.Error", ...error }] },
  });
  const metadata = new grpc.Metadata();
  metadata.set("grpc-status-details-bin", status);
  return { code, details: message, metadata };
}

const notifications = new api.lossy.notifications.v1.NotificationsService(
  flags.notifications,
  ...clientOf("notifications", flags),
);

// Signs as this service, on behalf of the user.
async function tokenForNotifications(user) {
  const jwk = readJson(flags.internal_key);
  return new SignJWT({ sub: user, role: "service", aud: NOTIFICATIONS })
    .setProtectedHeader({ alg: "EdDSA", kid: jwk.kid })
    .setIssuedAt()
    .setExpirationTime("5m")
    .sign(await importJWK(jwk, "EdDSA"));
}

async function publish(user, topic, event) {
  const metadata = new grpc.Metadata();
  metadata.set("authorization", `Bearer ${await tokenForNotifications(user)}`);
  const typed = { "@type": "type.googleapis.com/polls.v1.PollEvent", ...event };
  const request = { event_id: crypto.randomUUID(), topic, event: typed };
  const options = { deadline: Date.now() + 5000 };
  await new Promise((resolve, reject) => {
    notifications.Publish(request, metadata, options, (error) => (error ? reject(error) : resolve()));
  });
}

// {poll: {user: choice}}, in memory.
const polls = new Map();

function choicesOf(poll) {
  if (!polls.has(poll)) polls.set(poll, new Map());
  return polls.get(poll);
}

function count(choices) {
  const votes = {};
  for (const choice of choices.values()) votes[choice] = (votes[choice] ?? 0) + 1;
  return votes;
}

async function getVotes(call) {
  await userOf(call);
  return { votes: count(choicesOf(call.request.poll)) };
}

async function vote(call) {
  const user = await userOf(call);
  const { poll, choice } = call.request;
  const choices = choicesOf(poll);
  if (!CHOICES.includes(choice)) throw invalidArgument("choice", "must be yes, no or later");
  // Without details, a browser receives the reason alone: conflict.
  if (choices.has(user)) throw { code: grpc.status.ALREADY_EXISTS, details: "the user has voted already" };
  choices.set(user, choice);
  const votes = count(choices);
  await publish(user, `poll:${poll}`, { voted: { choice, votes } });
  return { votes };
}

// A gRPC method from an async function that returns the response or throws a status.
const method = (answer) => (call, done) => answer(call).then((response) => done(null, response), done);

// A server of grpc-js permits pings at any rate, so it needs no option for the edge's keepalive.
const server = new grpc.Server();
server.addService(api.polls.v1.PollService.service, {
  JoinPoll: method(getVotes),
  GetVotes: method(getVotes),
  Vote: method(vote),
});
const health = new HealthImplementation({ "": "SERVING" });
health.addToServer(server);
server.bindAsync(flags.listen, serverCredentials(flags), (error) => {
  if (error) throw error;
});
// The health service keeps streams open, so the calls that are left after a second are cancelled.
process.on("SIGTERM", () => {
  health.setStatus("", "NOT_SERVING");
  server.tryShutdown(() => process.exit());
  setTimeout(() => process.exit(), 1000);
});
