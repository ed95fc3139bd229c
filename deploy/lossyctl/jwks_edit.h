#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/identity/jwk.h"
#include "base/identity/key_grants.h"

namespace lossy::lossyctl {

// Returns the JWKS `json` with the public part of `key` added. All other members stay unchanged.
// Returns AlreadyExists if a key has the same id. Returns InvalidArgument if `json` is no JWKS, or
// if its readers would skip the key.
absl::StatusOr<std::string> WithKey(absl::string_view json, const base::Jwk& key);

// Returns the JWKS `json` without the keys that have this id. Returns NotFound if there is none.
absl::StatusOr<std::string> WithoutKey(absl::string_view json, absl::string_view kid);

// Returns the JWKS `json` with `grants` as "lossy_signs" of the key `kid`, and with `process` as
// its "lossy_process" unless that is empty. Returns NotFound if there is no such key, and
// InvalidArgument as WithKey does.
absl::StatusOr<std::string> WithGrants(absl::string_view json, absl::string_view kid,
                                       base::KeyGrants grants, std::string process);

}  // namespace lossy::lossyctl
