#include "services/agent/models/rules/vocabulary.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_join.h"
#include "services/agent/models/rules/stem.h"

namespace lossy::agent {
namespace {

constexpr absl::string_view kMoving[] = {"(move|put|place|bring|swap|shift|start|open|end|insert)"};
constexpr absl::string_view kMoments[] = {
    "(before|after|between|(to|at) the (beginning|start|end|front|top))"};

constexpr absl::string_view kDeterminers[] = {
    "(the|a|an|this|that|these|those|his|her|our|my|your|their|some|more|another|all|any)"};

// Words at the start of a moment, and words behind its end.
constexpr absl::string_view kMomentStarts[] = {
    "(when|while|whenever|until|till|once|during|as (he|she|they|you|we|it|the))",
    "(right|just|shortly|) (when|before|after|at) (he|she|they|you|we|it)",
    "(at|near|around|towards|by) the (very|) (end|start|beginning|top|middle) of",

    "in the (section|part|bit|segment|scene|chapter|shot) (about|on|with|where)"};
// Words before a word for a quality.
constexpr absl::string_view kHow[] = {
    "(too|so|very|really|super|pretty|quite|fairly|extremely|incredibly|bit|little|tad|kinda|"
    "much|lot)"};
constexpr absl::string_view kMomentEnds[] = {
    "(and|but|so|because|please|can|could|it's|there's|there|that's|i|i'd|we|needs|should|feels|"
    "looks|sounds|gets|then)"};

std::vector<std::string> Stems(absl::Span<const std::string> words) {
  std::vector<std::string> stems;
  stems.reserve(words.size());
  for (const std::string& word : words) stems.push_back(Stem(word));
  return stems;
}

}  // namespace

notes::v1::NoteCategory Topics::Best() const {
  notes::v1::NoteCategory best = notes::v1::NOTE_CATEGORY_GENERAL;
  // A lower score is a hint that fits many categories.
  double score = 1.4;
  for (int category = 1; category < kChatter; ++category) {
    if (scores[category] <= score) continue;
    score = scores[category];
    best = static_cast<notes::v1::NoteCategory>(category);
  }
  return best;
}

Topics& Topics::operator+=(const Topics& other) {
  for (int topic = 0; topic < kTopics; ++topic) scores[topic] += other.scores[topic];
  return *this;
}

double Topics::Feedback() const {
  double sum = 0;
  for (int category = 1; category < kChatter; ++category) sum += scores[category];
  return sum;
}

Vocabulary::Vocabulary()
    : moving_(kMoving),
      moments_(kMoments),
      determiners_(kDeterminers),
      how_(kHow),
      moment_starts_(kMomentStarts),
      moment_ends_(kMomentEnds) {
  for (const TopicEntry& entry : TopicEntries()) {
    for (const std::vector<std::string>& phrase : ExpandPattern(entry.pattern)) {
      const std::vector<std::string> words = PlainWords(phrase);
      if (entry.exact) {
        exact_.Add(words, entry.weight);
      } else {
        stems_.Add(Stems(words), entry.weight);
      }
    }
  }
}

PhraseTable<TopicWeight>::Match Vocabulary::MatchAt(absl::Span<const std::string> words,
                                                    absl::Span<const std::string> stems,
                                                    std::size_t at) const {
  const auto exact = exact_.MatchAt(words, at);
  const auto stem = stems_.MatchAt(stems, at);
  return exact.length >= stem.length ? exact : stem;
}

bool Vocabulary::Moves(absl::Span<const std::string> words) const {
  for (std::size_t at = 0; at < words.size(); ++at) {
    if ((at == 0 || words[at - 1] == "and") && moving_.MatchAt(words, at) > 0) return true;
  }
  return false;
}

absl::optional<TopicWeight> Vocabulary::ObjectBehind(absl::Span<const std::string> words,
                                                     absl::Span<const std::string> stems,
                                                     std::size_t verb_length) const {
  static constexpr double kNamesAThing = 4;
  std::size_t at = std::max<std::size_t>(verb_length, 1);
  while (determiners_.MatchAt(words, at) > 0) ++at;
  const auto match = MatchAt(words, stems, at);
  if (match.length == 0) return absl::nullopt;
  const TopicWeight& entry = *match.value;
  const bool carries = entry.topic == notes::v1::NOTE_CATEGORY_AUDIO ||
                       entry.topic == notes::v1::NOTE_CATEGORY_GRAPHICS ||
                       entry.topic == notes::v1::NOTE_CATEGORY_COLOR;
  return carries && entry.weight >= kNamesAThing ? absl::make_optional(entry) : absl::nullopt;
}

Topics Vocabulary::WeighInstruction(absl::Span<const std::string> keys) const {
  static constexpr double kVerb = 0.5;
  static constexpr double kMovingInTime = 4;
  const std::vector<std::string> words = PlainWords(keys);
  const std::vector<std::string> stems = Stems(words);
  const auto verb = MatchAt(words, stems, 0);
  const absl::optional<TopicWeight> object = ObjectBehind(words, stems, verb.length);
  Topics topics;
  if (object) topics.scores[object->topic] = object->weight * kVerb;
  if (verb.length > 0 && !object) topics.scores[verb.value->topic] = verb.value->weight * kVerb;
  if (!object && Moves(words) && moments_.CountIn(words) > 0) {
    topics.scores[notes::v1::NOTE_CATEGORY_EDITING] += kMovingInTime;
  }
  return topics;
}

std::size_t Vocabulary::MomentLength(absl::Span<const std::string> words, std::size_t at) const {
  static constexpr std::size_t kMostWords = 6;
  const std::size_t start = moment_starts_.MatchAt(words, at);
  if (start == 0) return 0;
  std::size_t end = at + start;
  const std::size_t most = std::min(words.size(), end + kMostWords);
  while (end < most && moment_ends_.MatchAt(words, end) == 0) ++end;
  return end - at;
}

Topics Vocabulary::Weigh(absl::Span<const std::string> keys) const {
  // The first phrase is mostly the topic. A phrase in a moment is mostly not.
  static constexpr double kFirst = 1.2, kMoment = 0.4, kPredicate = 1.3;
  const std::vector<std::string> words = PlainWords(keys);
  const std::vector<std::string> stems = Stems(words);
  absl::flat_hash_set<std::string> seen;
  Topics topics;
  std::size_t moment_end = 0;
  for (std::size_t at = 0; at < words.size();) {
    moment_end = std::max(moment_end, at + MomentLength(words, at));
    const auto match = MatchAt(words, stems, at);
    const auto phrase = absl::MakeSpan(stems).subspan(at, match.length);
    if (match.length > 0 && seen.insert(absl::StrJoin(phrase, " ")).second) {
      double more = at < moment_end ? kMoment : seen.size() == 1 ? kFirst : 1;
      if (at > 0 && how_.MatchAt(words, at - 1) > 0) more *= kPredicate;
      topics.scores[match.value->topic] += match.value->weight * more;
    }
    at += std::max<std::size_t>(match.length, 1);
  }
  return topics;
}

}  // namespace lossy::agent
