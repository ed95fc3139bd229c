#include "deploy/lossyctl/command.h"
#include "deploy/lossyctl/help.h"
#include "deploy/lossyctl/keys_generate.h"
#include "deploy/lossyctl/sockets.h"
#include "deploy/lossyctl/token.h"
#include "deploy/lossyctl/watch.h"

namespace lossy::lossyctl {

absl::Span<const Command> Commands() {
  static constexpr Command kCommands[] = {
      {"keys generate", "--kid=K --private_out=PATH --jwks_out=PATH [--signs=ROLE:AUDIENCE,…]",
       "makes an Ed25519 key: the private one to its own file, the public one into the JWKS, with "
       "what it may sign",
       GenerateKeys},
      {"keys grant", "--kid=K --jwks_out=PATH [--signs=ROLE:AUDIENCE,…]",
       "writes into the JWKS what a key that is there may sign", GrantKeys},
      {"token",
       "--key=PATH --user=U [--device=D] [--ttl=900] [--role=user|service|operator] "
       "[--audience=lossy]",
       "prints a token that is signed with the key and lives for ttl seconds", PrintToken},
      {"disconnect", "--key=PATH --user=U [--device=D] [--as=NAME] [--notifications=HOST:PORT]",
       "closes the user's sockets; their clients come back if they may", DisconnectSockets},
      {"revoke", "--key=PATH --user=U [--device=D] [--as=NAME] [--notifications=HOST:PORT]",
       "refuses all tokens that the user has now, and closes the sockets that they opened",
       RevokeTokens},
      {.name = "watch",
       .flags = "TOPIC --key=PATH [--since=EPOCH:OFFSET|beginning] [--notifications=HOST:PORT]",
       .does = "prints the events of a pub/sub topic with their positions, one JSON object a line",
       .run = nullptr,
       .run_with = WatchTopic},
      {"help", "", "prints this", PrintHelp},
  };
  return kCommands;
}

}  // namespace lossy::lossyctl
