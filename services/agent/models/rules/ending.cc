#include "services/agent/models/rules/ending.h"

#include <algorithm>

namespace lossy::agent {
namespace {

constexpr absl::string_view kAdverbials[] = {
    "(here|there|at|in|on|during|around|right|near|from|between|after|before|until|when|while|for|"
    "because|cause|since|throughout|towards|toward|under|over|behind|again|overall|now|compared|"
    "next|with|through|across|as|every|everywhere|especially|the whole time|all the time|"
    "sometimes|once|against|without|inside|outside|above|below|along|up until|just before|"
    "just after|a few|visible)"};
constexpr absl::string_view kClauseStarts[] = {
    "(i|i'm|it|it's|we|we're|you|you're|he|he's|she|she's|they|they're|there's|that's|the|this|"
    "can|could|maybe|let's|his|her|their|these|those|my|try|please|should|would|not|"
    "and|but|so|or|plus)"};
// "Too small to read" means the same as "too small".
constexpr absl::string_view kInVain[] = {
    "(to|for me to|to even|to actually|for anyone to|to really|for us to|for people to) "
    "(read|hear|see|follow|understand|notice|make out|digest|process|take in)"};

}  // namespace

Ending::Ending() : adverbials_(kAdverbials), clause_starts_(kClauseStarts), in_vain_(kInVain) {}

std::size_t Ending::FirstAdverbial(const std::vector<std::string>& keys, std::size_t from) const {
  while (from < keys.size() && adverbials_.MatchAt(keys, from) == 0) ++from;
  return from;
}

std::optional<Rewritten> Ending::Attach(const Action& action, const Subject& subject,
                                        const Sentence& clause, std::size_t end) const {
  if (action.verb.empty()) return std::nullopt;
  const std::vector<std::string> keys = Keys(clause);
  const bool comma = end > 0 && clause[end - 1].tail != 0;
  if (!comma) end += in_vain_.MatchAt(keys, end);
  Rewritten out;
  out.instruction = Instruction(action, subject.thing);
  const auto rest = clause.begin() + static_cast<std::ptrdiff_t>(end);
  if (end < clause.size()) {
    const bool adverbial = adverbials_.MatchAt(keys, end) > 0;
    if (adverbial) {
      if (comma) out.instruction.back().tail = ',';
      out.instruction.insert(out.instruction.end(), rest, clause.end());
    } else if (comma || clause_starts_.MatchAt(keys, end) > 0) {
      out.rest.assign(rest, clause.end());
    } else {
      return std::nullopt;
    }
  }
  out.instruction.insert(out.instruction.end(), subject.moment.begin(), subject.moment.end());
  return out;
}

}  // namespace lossy::agent
