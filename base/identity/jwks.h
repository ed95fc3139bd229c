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

// A key of a JWKS that is not used.
struct SkippedKey {
  std::string kid;        // Empty when it has none that can be read.
  std::size_t index = 0;  // In the list "keys", from 0.
  std::string problem;    // Contains no key material.

  bool operator==(const SkippedKey&) const = default;
};

// A set of keys that verify tokens. Several keys may have the same id if their "kty" differs, and
// several may have no id. Immutable once filled.
class Jwks {
 public:
  // A token is tried against at most this many keys.
  static constexpr std::size_t kMaxCandidates = 16;

  // {"keys": […]}. A key that cannot verify a token here costs the others nothing: Parse skips it
  // and lists it in `skipped`, if that is not null. Such are keys of another kind, curve, algorithm
  // or use, broken or weak ones, and one with the id and "kty" of an earlier one. The result may be
  // empty. InvalidArgument if `json` is not such a set.
  static absl::StatusOr<Jwks> Parse(absl::string_view json,
                                    std::vector<SkippedKey>* skipped = nullptr);

  // Adds the keys of another set in the same way. Nothing changes if `json` is no set.
  absl::Status Add(absl::string_view json, std::vector<SkippedKey>* skipped = nullptr);

  // The keys that may have signed a token whose header has this "kid" (empty: none) and "alg", at
  // most kMaxCandidates. Those with the id of the token; if there are none, those without an id;
  // for a token without an id, all. `known`, if it is not null, is set to whether a key has the id,
  // whatever its algorithm.
  std::vector<const Jwk*> Find(absl::string_view kid, absl::string_view alg,
                               bool* known = nullptr) const;

  // Whether a key has this fingerprint.
  bool Has(std::uint64_t fingerprint) const;

  std::size_t size() const { return keys_.size(); }

 private:
  // Whether a key has the id and "kty" of `key`.
  bool Clashes(const Jwk& key) const;

  std::vector<Jwk> keys_;
};

}  // namespace lossy::base
