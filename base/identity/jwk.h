#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "base/identity/evp_key.h"
#include "base/identity/key_grants.h"

namespace lossy::base {

// The algorithms with which a JWK signs (RFC 7518, section 3.1; RFC 8037).
enum class Algorithm { kHs256, kRs256, kEs256, kEdDsa };

// "HS256", "RS256", "ES256" or "EdDSA".
absl::string_view AlgorithmName(Algorithm algorithm);

// True if the "alg" in a token's header names the algorithm. "Ed25519" (RFC 9864) is another name
// of "EdDSA" with the only supported curve.
bool NamesAlgorithm(absl::string_view alg, Algorithm algorithm);

// One key of RFC 7517, bound to one algorithm. Threads may share it while no thread changes it.
class Jwk {
 public:
  // Parses a public or private key: oct (at least 32 bytes), RSA (2048 to 8192 bits), EC P-256 or
  // OKP Ed25519. Returns Unimplemented for another kind, curve or algorithm, or a "use" other than
  // "sig". Returns InvalidArgument for a broken key, padded base64url, or an "alg" that does not
  // match the kind. No message contains key material.
  static absl::StatusOr<Jwk> Parse(absl::string_view json);

  // Makes a new private key with the id `kid`.
  static Jwk GenerateEd25519(absl::string_view kid);

  // The member "lossy_signs"; nullopt if the JWK does not have it.
  const absl::optional<KeyGrants>& grants() const { return grants_; }
  void set_grants(KeyGrants grants) { grants_ = std::move(grants); }

  // The member "lossy_process": the process whose key this is. Empty if the JWK does not have it.
  const std::string& process() const { return process_; }
  void set_process(std::string process) { process_ = std::move(process); }

  Algorithm algorithm() const { return algorithm_; }
  absl::string_view kty() const;
  const std::string& kid() const { return kid_; }  // Empty if the key has no id.
  // Identifies the public part of the key; for oct, the secret.
  std::uint64_t fingerprint() const { return fingerprint_; }
  // False if the JWK has a list "key_ops" without "verify".
  bool may_verify() const { return may_verify_; }
  // True if the key has a private part (oct: the secret).
  bool can_sign() const;

  // Returns the signature in the format of JWS (ES256: r and s, 64 bytes). Returns
  // FailedPrecondition if the key has no private part.
  absl::StatusOr<std::string> Sign(absl::string_view bytes) const;

  // Returns true if `signature`, in the format of Sign, is this key's signature of `bytes`.
  bool Verify(absl::string_view bytes, absl::string_view signature) const;

  // Returns the key as JSON. Without `with_private`, a secret key (oct) has no "k".
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
  std::string process_;
};

}  // namespace lossy::base
