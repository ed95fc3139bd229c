#include "services/agent/models/rules/action.h"

#include "absl/algorithm/container.h"

namespace lossy::agent {
namespace {

bool IsPronoun(const Sentence& thing) {
  static constexpr absl::string_view kPronouns[] = {"it",    "this", "that",       "these",
                                                    "those", "them", "everything", "everyone"};
  return thing.size() == 1 && absl::c_linear_search(kPronouns, thing[0].key);
}

void Append(Sentence* to, const Sentence& words) {
  to->insert(to->end(), words.begin(), words.end());
}

}  // namespace

Sentence Instruction(const Action& action, Sentence thing) {
  if (thing.size() == 1 && thing[0].key == "they") thing = MakeWords("them");
  Sentence out = MakeWords(action.verb);
  const bool particle_last = IsPronoun(thing);
  if (!particle_last) Append(&out, MakeWords(action.particle));
  Append(&out, thing);
  if (particle_last) Append(&out, MakeWords(action.particle));
  Append(&out, MakeWords(action.suffix));
  return out;
}

}  // namespace lossy::agent
