#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/identity/jwk.h"
#include "base/identity/key_grants.h"

namespace lossy::lossyctl {

// The JWKS `json` with the public form of `key` in it. Everything else stays as it is.
// AlreadyExists when a key has the same id; InvalidArgument when `json` is no JWKS, or its readers
// would skip the key.
absl::StatusOr<std::string> WithKey(absl::string_view json, const base::Jwk& key);

// The JWKS `json` without the keys of this id. NotFound when there is none.
absl::StatusOr<std::string> WithoutKey(absl::string_view json, absl::string_view kid);

// The JWKS `json` with `grants` in its key `kid`. NotFound when there is no such key;
// InvalidArgument as for WithKey.
absl::StatusOr<std::string> WithGrants(absl::string_view json, absl::string_view kid,
                                       base::KeyGrants grants);

}  // namespace lossy::lossyctl
