#pragma once

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/identity/jwk.h"

namespace lossy::base {

// A set of keys with different ids; a key without an id must be alone. Immutable once filled.
class Jwks {
 public:
  // {"keys": […]}. Keys that are of no use here (another kind, or for encryption) are skipped, as
  // RFC 7517 asks; a broken one refuses the whole set, and so does a set of which nothing is left.
  // An empty list is a valid set that verifies nothing.
  static absl::StatusOr<Jwks> Parse(absl::string_view json);

  // Adds the keys of `other`. InvalidArgument when the ids clash.
  absl::Status Merge(Jwks other);

  // The key that a token's header names; `kid` is empty when it names none. A key that is alone
  // answers a token without a kid, and a lone key without an id answers every token. Null when
  // there is none.
  const Jwk* Find(absl::string_view kid) const;

  std::size_t size() const { return keys_.size(); }

 private:
  absl::Status Add(Jwk key);

  std::vector<Jwk> keys_;
};

}  // namespace lossy::base
