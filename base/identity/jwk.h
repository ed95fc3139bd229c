#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "base/identity/evp_key.h"
#include "base/identity/key_grants.h"

namespace lossy::base {

enum class Algorithm { kHs256, kRs256, kEs256, kEdDsa };

// "HS256", "RS256", "ES256" or "EdDSA".
absl::string_view AlgorithmName(Algorithm algorithm);

// Whether the "alg" of a token's header names the algorithm. "Ed25519" (RFC 9864) is another name
// of "EdDSA" with the one curve that is supported.
bool NamesAlgorithm(absl::string_view alg, Algorithm algorithm);

// One key of RFC 7517, bound to the one algorithm that it may be used with. Thread-safe while it is
// not changed.
class Jwk {
 public:
  // Kinds: oct (32 bytes or more), RSA (2048 to 8192 bits), EC P-256, OKP Ed25519; public or
  // private. An "alg" that does not fit the kind is refused. Unimplemented for a key that is of no
  // use here (another kind, curve or algorithm, or a "use" other than "sig"), InvalidArgument for
  // one that is broken: padded base64url is, too. No message contains key material.
  static absl::StatusOr<Jwk> Parse(absl::string_view json);

  static Jwk GenerateEd25519(absl::string_view kid);

  // The member "lossy_signs". None: the JWK does not have it.
  const absl::optional<KeyGrants>& grants() const { return grants_; }
  void set_grants(KeyGrants grants) { grants_ = std::move(grants); }

  Algorithm algorithm() const { return algorithm_; }
  absl::string_view kty() const;
  const std::string& kid() const { return kid_; }  // Empty when it has none.
  // The same for two keys only if they have the same public part (the same secret, for oct).
  std::uint64_t fingerprint() const { return fingerprint_; }
  // False: "key_ops" has no "verify".
  bool may_verify() const { return may_verify_; }
  bool can_sign() const;

  // `bytes` signed as JWS wants it (ES256: r and s, 64 bytes). FailedPrecondition without a private
  // part.
  absl::StatusOr<std::string> Sign(absl::string_view bytes) const;

  bool Verify(absl::string_view bytes, absl::string_view signature) const;

  // A secret (oct) key has no public form: without `with_private` its "k" is missing.
  std::string ToJson(bool with_private) const;

 private:
  Jwk(Algorithm algorithm, std::string kid, KeyMembers members, EvpKey key);

  Algorithm algorithm_;
  std::string kid_;
  KeyMembers members_;
  EvpKey key_;  // Null for oct.
  std::uint64_t fingerprint_;
  bool may_verify_ = true;
  absl::optional<KeyGrants> grants_;
};

}  // namespace lossy::base
