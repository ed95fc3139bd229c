#include "deploy/lossyctl/command_groups.h"
#include "deploy/lossyctl/epochs.h"
#include "deploy/lossyctl/presence.h"
#include "deploy/lossyctl/publish.h"
#include "deploy/lossyctl/sockets.h"
#include "deploy/lossyctl/watch.h"

namespace lossy::lossyctl {

CommandGroup TopicCommands() {
  const CommandFlag notifications = {"notifications", "HOST:PORT,…"};
  return {
      .title = "Topics and sockets",
      .commands = {
          {.name = "watch",
           .arguments = "TOPIC",
           .summary = "prints the events of a pub/sub topic with their positions, one JSON object "
                      "a line",
           .flags = {{"since", "POSITION"}, notifications},
           .examples = {"lossyctl watch video:01a20e45-f767-781c-8b61-a9120ad6f511 "
                        "--since=beginning --key=operator.jwk"},
           .calls_processes = true,
           .run = WithOne(WatchTopic)},
          {.name = "publish",
           .arguments = "TOPIC MESSAGE JSON",
           .summary =
               "publishes an event on a pub/sub topic, and prints its position; MESSAGE is the "
               "full name of its protobuf message",
           .flags = {{"descriptors", "PATH,…"}, {"event_id", "ID"}, notifications, {"json"}},
           .examples = {"lossyctl publish poll:lunch polls.v1.PollEvent "
                        "'{\"voted\": {\"choice\": \"yes\"}}' --descriptors=polls.binpb "
                        "--key=operator.jwk"},
           .calls_processes = true,
           .run = PublishEvent},
          {.name = "presence",
           .arguments = "TOPIC",
           .summary = "prints the clients that are present on a channel topic",
           .flags = {notifications, {"json"}},
           .examples = {"lossyctl presence notes:video:01a20e45-f767-781c-8b61-a9120ad6f511 "
                        "--key=operator.jwk"},
           .calls_processes = true,
           .run = WithOne(ShowPresence)},
          {.name = "disconnect",
           .summary = "closes the user's sockets; clients with a valid token reconnect",
           .flags = {{"user", "U", true}, {"device", "D"}, notifications},
           .examples = {"lossyctl disconnect --user=ana --key=operator.jwk"},
           .calls_processes = true,
           .run = Plain(DisconnectSockets)},
          {.name = "epochs end",
           .arguments = "[TOPIC...]",
           .summary = "ends the epochs of these topics, or of all, so that clients load their "
                      "state again, for a database that was restored to an earlier state",
           .flags = {notifications},
           .examples = {"lossyctl epochs end --key=operator.jwk"},
           .calls_processes = true,
           .run = EndEpochs},
      }};
}

}  // namespace lossy::lossyctl
