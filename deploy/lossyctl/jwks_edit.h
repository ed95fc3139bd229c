#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/identity/jwk.h"
#include "base/identity/key_grants.h"

namespace lossy::lossyctl {

// The JWKS `json` with the public form of `key` in it, in place of a key with the same id if there
// is one. Everything else stays as it is. InvalidArgument when `json` is no JWKS, or the result
// would be refused by those who read it.
absl::StatusOr<std::string> WithKey(absl::string_view json, const base::Jwk& key);

// The JWKS `json` with `grants` in its key `kid`. NotFound when there is no such key; else the
// errors of WithKey.
absl::StatusOr<std::string> WithGrants(absl::string_view json, absl::string_view kid,
                                       base::KeyGrants grants);

}  // namespace lossy::lossyctl
