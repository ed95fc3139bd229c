#include "deploy/lossyctl/command_groups.h"
#include "deploy/lossyctl/keys_generate.h"
#include "deploy/lossyctl/sockets.h"
#include "deploy/lossyctl/token.h"

namespace lossy::lossyctl {

CommandGroup KeyCommands() {
  const CommandFlag kid = {"kid", "K", true};
  const CommandFlag jwks = {"jwks_out", "PATH", true};
  const CommandFlag process = {"process", "NAME"};
  return {
      .title = "Keys and tokens",
      .commands = {
          {.name = "keys generate",
           .summary = "makes an Ed25519 key: writes the private key to its own file and adds the "
                      "public key, with its grants, to the JWKS; overwrites no key",
           .flags =
               {kid, {"private_out", "PATH", true}, jwks, process, {"signs", "ROLE:AUDIENCE,…"}},
           .examples = {"lossyctl keys generate --kid=video --private_out=video.jwk "
                        "--jwks_out=internal.jwks"},
           .run = Plain(GenerateKeys)},
          {.name = "keys remove",
           .summary = "removes a public key from the JWKS; tokens that it signed are then rejected",
           .flags = {kid, jwks},
           .examples = {"lossyctl keys remove --kid=video --jwks_out=internal.jwks"},
           .run = Plain(RemoveKeys)},
          {.name = "keys grant",
           .summary = "sets the grants of a key in the JWKS: the roles and services that it may "
                      "sign for",
           .flags = {kid, jwks, process, {"signs", "ROLE:AUDIENCE,…"}},
           .examples = {"lossyctl keys grant --kid=edge --process=edge --signs=user:polls.v1 "
                        "--jwks_out=internal.jwks"},
           .run = Plain(GrantKeys)},
          {.name = "token",
           .summary = "prints a token that the key has signed; it expires after ttl seconds",
           .flags = {{"key", "PATH", true},
                     {"user", "U", true},
                     {"device", "D"},
                     {"ttl", "SECONDS"},
                     {"role", "user|service|operator"},
                     {"audience", "NAME"},
                     {"json"}},
           .examples = {"lossyctl token --key=users.jwk --user=ana --ttl=3600"},
           .run = Plain(PrintToken)},
          {.name = "revoke",
           .summary = "revokes all present tokens of the user, and closes the sockets that they "
                      "opened",
           .flags = {{"user", "U", true}, {"device", "D"}, {"notifications", "HOST:PORT,…"}},
           .examples = {"lossyctl revoke --user=ana --device=phone --key=operator.jwk"},
           .calls_processes = true,
           .run = Plain(RevokeTokens)},
      }};
}

}  // namespace lossy::lossyctl
