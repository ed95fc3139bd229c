#pragma once

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"

namespace lossy::agent {

// The verbs that instructions to an editor are made of.
class Verbs {
 public:
  Verbs();

  // "cut"
  bool IsBase(const std::string& key) const { return bases_.contains(key); }
  // "cutting" → "cut", "trimmed" → "trim"; empty for anything else.
  std::string FromGerund(const std::string& key) const;
  std::string FromParticiple(const std::string& key) const;

 private:
  absl::flat_hash_set<std::string> bases_;
  absl::flat_hash_map<std::string, std::string> gerunds_;
  absl::flat_hash_map<std::string, std::string> participles_;
};

}  // namespace lossy::agent
