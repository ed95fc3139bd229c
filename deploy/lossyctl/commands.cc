#include "deploy/lossyctl/command.h"
#include "deploy/lossyctl/contract.h"
#include "deploy/lossyctl/contract_diff.h"
#include "deploy/lossyctl/doctor/doctor.h"
#include "deploy/lossyctl/epochs.h"
#include "deploy/lossyctl/help.h"
#include "deploy/lossyctl/keys_generate.h"
#include "deploy/lossyctl/privacy.h"
#include "deploy/lossyctl/sockets.h"
#include "deploy/lossyctl/token.h"
#include "deploy/lossyctl/watch.h"

namespace lossy::lossyctl {

absl::Span<const Command> Commands() {
  static constexpr Command kCommands[] = {
      {"keys generate",
       "--kid=K --private_out=PATH --jwks_out=PATH [--process=NAME] [--signs=ROLE:AUDIENCE,…]",
       "makes an Ed25519 key: writes the private key to its own file and adds the public key, with "
       "its grants, to the JWKS; overwrites no key",
       GenerateKeys},
      {"keys remove", "--kid=K --jwks_out=PATH",
       "removes a public key from the JWKS; tokens that it signed are then rejected", RemoveKeys},
      {"keys grant", "--kid=K --jwks_out=PATH [--process=NAME] [--signs=ROLE:AUDIENCE,…]",
       "sets the grants of a key in the JWKS: the roles and services that it may sign for",
       GrantKeys},
      {"token",
       "--key=PATH --user=U [--device=D] [--ttl=900] [--role=user|service|operator] "
       "[--audience=lossy]",
       "prints a token that the key has signed; it expires after ttl seconds", PrintToken},
      {"disconnect", "--key=PATH --user=U [--device=D] [--as=NAME] [--notifications=HOST:PORT]",
       "closes the user's sockets; clients with a valid token reconnect", DisconnectSockets},
      {"revoke", "--key=PATH --user=U [--device=D] [--as=NAME] [--notifications=HOST:PORT]",
       "revokes all present tokens of the user, and closes the sockets that they opened",
       RevokeTokens},
      {.name = "watch",
       .flags = "TOPIC --key=PATH [--since=EPOCH:OFFSET|beginning] [--notifications=HOST:PORT]",
       .does = "prints the events of a pub/sub topic with their positions, one JSON object a line",
       .run = nullptr,
       .run_with = WatchTopic},
      {.name = "user export",
       .flags = "USER --out=DIR --key=PATH [--video=…] [--notes=…] [--agent=HOST:PORT]",
       .does = "writes all stored data of a user to JSON and audio files",
       .run = nullptr,
       .run_with = ExportUser},
      {.name = "user erase",
       .flags = "USER --key=PATH [--wait_seconds=60] [--video=HOST:PORT]",
       .does = "erases all stored data of a user, and waits until every service has done so",
       .run = nullptr,
       .run_with = EraseUser},
      {.name = "video delete",
       .flags = "VIDEO --user=U --key=PATH [--video=HOST:PORT]",
       .does = "deletes a user's video, its notes, and the transcripts and recordings behind them",
       .run = nullptr,
       .run_with = DeleteVideo},
      {.name = "recording delete",
       .flags = "RECORDING --user=U --key=PATH [--agent=HOST:PORT]",
       .does = "deletes a user's recording and the words that were recognised in it",
       .run = nullptr,
       .run_with = DeleteRecording},
      {.name = "epochs end",
       .flags = "[TOPIC...] --key=PATH [--notifications=HOST:PORT]",
       .does = "ends the epochs of these topics, or of all, so that clients load their state "
               "again. For "
               "a database that was restored to an earlier state",
       .run = nullptr,
       .run_with_words = EndEpochs},
      {.name = "contract openapi",
       .flags = "DESCRIPTORS.binpb...",
       .does = "prints an OpenAPI 3.1 document of the events by HTTP",
       .run = nullptr,
       .run_with_words = PrintOpenApi},
      {.name = "contract asyncapi",
       .flags = "DESCRIPTORS.binpb...",
       .does = "prints an AsyncAPI 3.0 document of the topics",
       .run = nullptr,
       .run_with_words = PrintAsyncApi},
      {.name = "contract events",
       .flags = "DESCRIPTORS.binpb...",
       .does = "prints the reference of topics and events as Markdown",
       .run = nullptr,
       .run_with_words = PrintEventsPage},
      {.name = "contract types",
       .flags = "DESCRIPTORS.binpb...",
       .does = "prints TypeScript declarations of topics, events and messages",
       .run = nullptr,
       .run_with_words = PrintTypes},
      {.name = "contract json",
       .flags = "DESCRIPTORS.binpb...",
       .does = "prints topics, events and schemas as one JSON object",
       .run = nullptr,
       .run_with_words = PrintContractJson},
      {.name = "contract diff",
       .flags = "OLD NEW [--allow=ELEMENT;…] [--json]",
       .does = "compares two comma-separated lists of descriptor sets; fails if the new contract "
               "breaks clients or callers of the old one",
       .run = nullptr,
       .run_with_words = CompareContractFiles},
      {"doctor",
       "[--edge=URL] [--video=…] [--notes=…] [--agent=…] [--notifications=…] [--metrics=…] "
       "[--database_url=URL] [--nats_url=URL] [--key=PATH] [--user_token_file=PATH] [--json]",
       "checks a running deployment: names, health, certificates, clocks, keys, schemas, "
       "contracts, "
       "files and versions; prints a remedy for each problem, and fails if a check failed",
       ExamineDeployment},
      {"help", "", "prints this", PrintHelp},
  };
  return kCommands;
}

}  // namespace lossy::lossyctl
