#pragma once

#include "absl/status/status.h"

namespace lossy::lossyctl {

// The command "keys generate": makes a key pair, writes the private key to --private_out, and adds
// the public key to the JWKS file --jwks_out. --kid is the key's id; --process and --signs list the
// audiences for which it may sign. Returns AlreadyExists, and changes nothing, if the private file
// or a key with that id exists.
absl::Status GenerateKeys();

// The command "keys remove": removes the key --kid from --jwks_out. Returns NotFound if the file
// has no such key.
absl::Status RemoveKeys();

// The command "keys grant": replaces the grants of the key --kid in --jwks_out by those of
// --process or --signs.
absl::Status GrantKeys();

}  // namespace lossy::lossyctl
