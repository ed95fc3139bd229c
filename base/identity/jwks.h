#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/identity/jwk.h"

namespace lossy::base {

// A key of a JWKS that cannot verify tokens here.
struct SkippedKey {
  std::string kid;        // Empty if the key has no readable id.
  std::size_t index = 0;  // In the list "keys", from 0.
  std::string problem;    // Contains no key material.

  bool operator==(const SkippedKey&) const = default;
};

// A set of keys that verify tokens. Several keys may have the same id if their "kty" differs, and
// several may have no id. Immutable once filled.
class Jwks {
 public:
  // The most keys with which one token is checked.
  static constexpr std::size_t kMaxCandidates = 16;

  // Parses {"keys": […]}. Skips a key that cannot verify tokens here and adds it to `skipped`,
  // unless that is null. Such keys have another kind, curve, algorithm or use, are broken or weak,
  // or have the id and "kty" of an earlier key. The result may be empty. Returns InvalidArgument if
  // `json` is no set of keys.
  static absl::StatusOr<Jwks> Parse(absl::string_view json,
                                    std::vector<SkippedKey>* skipped = nullptr);

  // Adds the keys of another set in the same way. Changes nothing if it returns an error.
  absl::Status Add(absl::string_view json, std::vector<SkippedKey>* skipped = nullptr);

  // Returns at most kMaxCandidates keys that may have signed a token with this "kid" and "alg" in
  // its header: the keys with the id; if there are none, the keys without an id. If `kid` is empty,
  // all keys for the algorithm. Sets `known`, unless null, to whether a key of any algorithm has
  // the id.
  std::vector<const Jwk*> Find(absl::string_view kid, absl::string_view alg,
                               bool* known = nullptr) const;

  // True if a key has this fingerprint.
  bool Has(std::uint64_t fingerprint) const;

  std::size_t size() const { return keys_.size(); }

 private:
  // True if a key has the id and "kty" of `key`.
  bool Clashes(const Jwk& key) const;

  std::vector<Jwk> keys_;
};

}  // namespace lossy::base
