#pragma once

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::agent {

// The English verbs of instructions to an editor, with their forms. Immutable, so all threads may
// use it.
class Verbs {
 public:
  // Returns the compiled-in verbs.
  static Verbs English();

  // Reads a phrase file with the section [regular], a list of verbs, and [irregular], rows of a
  // verb and its participle. A "+" after a verb doubles its last letter: trim, trimming, trimmed.
  // Returns INVALID_ARGUMENT for any other text.
  static absl::StatusOr<Verbs> Parse(absl::string_view text);

  // True if `key` is the base form of a verb: "cut".
  bool IsBase(const std::string& key) const { return bases_.contains(key); }
  // Return the base form of a gerund ("cutting") or participle ("trimmed"); empty for any other
  // word.
  std::string FromGerund(const std::string& key) const;
  std::string FromParticiple(const std::string& key) const;

 private:
  Verbs() = default;
  void AddRegular(absl::string_view entry);
  // Returns false if the row does not have two columns.
  bool AddIrregular(absl::string_view row);

  absl::flat_hash_set<std::string> bases_;
  absl::flat_hash_map<std::string, std::string> gerunds_;
  absl::flat_hash_map<std::string, std::string> participles_;
};

}  // namespace lossy::agent
