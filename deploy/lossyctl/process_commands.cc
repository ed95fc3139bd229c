#include "deploy/lossyctl/admin_actions.h"
#include "deploy/lossyctl/admin_state.h"
#include "deploy/lossyctl/command_groups.h"
#include "deploy/lossyctl/follow.h"

namespace lossy::lossyctl {

CommandGroup ProcessCommands() {
  const CommandFlag edges = {"edge_admin", "HOST:PORT,…"};
  const CommandFlag video = {"video", "HOST:PORT,…"};
  const CommandFlag notes = {"notes", "HOST:PORT,…"};
  const CommandFlag agent = {"agent", "HOST:PORT,…"};
  const CommandFlag notifications = {"notifications", "HOST:PORT,…"};
  const CommandFlag admin = {"admin", "HOST:PORT,…"};
  const CommandFlag console = {"console_admin", "HOST:PORT,…"};
  const CommandFlag json = {"json"};
  return {
      .title = "Running processes",
      .commands = {
          {.name = "status",
           .summary = "shows each replica with its version, its readiness and its problems, and "
                      "fails if one is not ready",
           .flags = {edges, video, notes, agent, notifications, admin, console, json},
           .examples = {"lossyctl status --key=operator.jwk"},
           .calls_processes = true,
           .run = Plain(PrintStatus)},
          {.name = "routes",
           .summary = "shows the topics and events of the edges, the methods that answer them, and "
                      "the health of the services",
           .flags = {edges, json},
           .examples = {"lossyctl routes --key=operator.jwk"},
           .calls_processes = true,
           .run = Plain(PrintRoutes)},
          {.name = "sockets close",
           .arguments = "SOCKET",
           .summary = "closes one socket, by its id in the list of sockets; a client with a valid "
                      "token reconnects",
           .flags = {edges},
           .examples = {"lossyctl sockets close 9c41f7d2-0-17 --key=operator.jwk"},
           .calls_processes = true,
           .run = WithOne(CloseSocket)},
          {.name = "sockets",
           .arguments = "USER",
           .summary = "lists the sockets of a user on all edges",
           .flags = {edges, json},
           .examples = {"lossyctl sockets ana --key=operator.jwk"},
           .calls_processes = true,
           .run = WithOne(PrintSockets)},
          {.name = "topic",
           .arguments = "TOPIC",
           .summary = "shows a pub/sub topic: its log, its newest events, and its clients on each "
                      "edge",
           .flags = {{"tail", "EVENTS"}, {"payloads"}, edges, notifications, json},
           .examples = {"lossyctl topic video:01a20e45-f767-781c-8b61-a9120ad6f511 "
                        "--key=operator.jwk"},
           .calls_processes = true,
           .run = WithOne(PrintTopic)},
          {.name = "session",
           .arguments = "SESSION",
           .summary = "shows a session of the agent: its transcripts by status, the reasons for "
                      "those without a note, and the cost of models",
           .flags = {{"tail", "TRANSCRIPTS"}, agent, json},
           .examples = {"lossyctl session 01a20e45-f794-7c57-8ced-9272daa35f8d "
                        "--key=operator.jwk"},
           .calls_processes = true,
           .run = WithOne(PrintSession)},
          {.name = "follow",
           .arguments = "[TOPIC]",
           .summary = "prints the frames between clients and the edges as they pass, of a user or "
                      "of a channel topic, one JSON object a line",
           .flags = {{"user", "U"}, {"seconds", "SECONDS"}, {"payloads"}, edges},
           .examples = {"lossyctl follow --user=ana --seconds=30 --key=operator.jwk"},
           .calls_processes = true,
           .run = FollowFrames},
          {.name = "configuration",
           .arguments = "HOST:PORT",
           .summary = "shows the flags of one replica with their values and sources; passwords are "
                      "hidden",
           .flags = {edges, video, notes, agent, notifications, admin, console, json},
           .examples = {"lossyctl configuration 127.0.0.1:4101 --key=operator.jwk"},
           .calls_processes = true,
           .run = WithOne(PrintConfiguration)},
          {.name = "loglevel",
           .arguments = "LEVEL [PROCESS...]",
           .summary = "sets the least level that the processes log, all or those with these names",
           .flags = {{"for_seconds", "SECONDS"},
                     edges,
                     video,
                     notes,
                     agent,
                     notifications,
                     admin,
                     console,
                     json},
           .examples = {"lossyctl loglevel debug agent --for_seconds=600 --key=operator.jwk"},
           .calls_processes = true,
           .run = SetLogLevels},
          {.name = "drain",
           .arguments = "HOST:PORT",
           .summary =
               "ends one replica as SIGTERM does, after its clients have gone to others; its "
               "service manager may start it again",
           .flags = {edges, video, notes, agent, notifications, admin, console},
           .examples = {"lossyctl drain 127.0.0.1:4300 --key=operator.jwk"},
           .calls_processes = true,
           .run = WithOne(DrainProcess)},
      }};
}

}  // namespace lossy::lossyctl
