#pragma once

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::agent {

// The verbs that instructions to an editor are made of. Immutable, and therefore thread-safe.
class Verbs {
 public:
  // The compiled-in verbs.
  static Verbs English();

  // Reads a phrase file with the section [regular], a list of verbs, and [irregular], rows of a
  // verb and its participle. A "+" behind a verb doubles its last letter: trim, trimming, trimmed.
  // INVALID_ARGUMENT.
  static absl::StatusOr<Verbs> Parse(absl::string_view text);

  // True for "cut".
  bool IsBase(const std::string& key) const { return bases_.contains(key); }
  // The verb of "cutting", and of "trimmed". Empty for any other word.
  std::string FromGerund(const std::string& key) const;
  std::string FromParticiple(const std::string& key) const;

 private:
  Verbs() = default;
  void AddRegular(absl::string_view entry);
  // False: the row is not one of two columns.
  bool AddIrregular(absl::string_view row);

  absl::flat_hash_set<std::string> bases_;
  absl::flat_hash_map<std::string, std::string> gerunds_;
  absl::flat_hash_map<std::string, std::string> participles_;
};

}  // namespace lossy::agent
