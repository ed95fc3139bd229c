#include "services/agent/note_writer/vocabulary.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "services/agent/note_writer/stem.h"

namespace lossy::agent {
namespace {

constexpr absl::string_view kMoving[] = {"(move|put|place|bring|swap|shift|start|open|end|insert)"};
constexpr absl::string_view kMoments[] = {
    "(before|after|between|to the (beginning|start|end|front|top))"};

std::vector<std::string> Stems(absl::Span<const std::string> words) {
  std::vector<std::string> stems;
  stems.reserve(words.size());
  for (const std::string& word : words) stems.push_back(Stem(word));
  return stems;
}

}  // namespace

notes::v1::NoteCategory Topics::Best() const {
  notes::v1::NoteCategory best = notes::v1::NOTE_CATEGORY_GENERAL;
  // Less than this is a hint that fits many categories.
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

Vocabulary::Vocabulary() : moving_(kMoving), moments_(kMoments) {
  Add(FeedbackEntries());
  Add(ChatterEntries());
}

void Vocabulary::Add(absl::Span<const Entry> entries) {
  for (const Entry& entry : entries) {
    absl::string_view pattern = entry.pattern;
    const bool exact = absl::ConsumePrefix(&pattern, "=");
    for (const std::vector<std::string>& phrase : ExpandPattern(pattern)) {
      const std::vector<std::string> words = PlainWords(phrase);
      if (exact) {
        exact_.Add(words, &entry);
      } else {
        stems_.Add(Stems(words), &entry);
      }
    }
  }
}

PhraseTable<const Entry*>::Match Vocabulary::MatchAt(absl::Span<const std::string> words,
                                                     absl::Span<const std::string> stems,
                                                     std::size_t at) const {
  const auto exact = exact_.MatchAt(words, at);
  const auto stem = stems_.MatchAt(stems, at);
  return exact.length >= stem.length ? exact : stem;
}

Topics Vocabulary::WeighInstruction(absl::Span<const std::string> keys) const {
  static constexpr double kVerb = 0.5;
  static constexpr double kMovingInTime = 4;
  const std::vector<std::string> words = PlainWords(keys);
  const auto verb = MatchAt(words, Stems(words), 0);
  Topics topics;
  if (verb.length > 0) topics.scores[(*verb.value)->topic] = (*verb.value)->weight * kVerb;
  if (moving_.MatchAt(words, 0) > 0 && moments_.CountIn(words) > 0) {
    topics.scores[notes::v1::NOTE_CATEGORY_EDITING] += kMovingInTime;
  }
  return topics;
}

Topics Vocabulary::Weigh(absl::Span<const std::string> keys) const {
  // What is named first is mostly what it is about.
  static constexpr double kFirst = 1.2;
  const std::vector<std::string> words = PlainWords(keys);
  const std::vector<std::string> stems = Stems(words);
  absl::flat_hash_set<std::string> seen;
  Topics topics;
  for (std::size_t at = 0; at < words.size();) {
    const auto match = MatchAt(words, stems, at);
    const auto phrase = absl::MakeSpan(stems).subspan(at, match.length);
    if (match.length > 0 && seen.insert(absl::StrJoin(phrase, " ")).second) {
      const double more = seen.size() == 1 ? kFirst : 1;
      topics.scores[(*match.value)->topic] += (*match.value)->weight * more;
    }
    at += std::max<std::size_t>(match.length, 1);
  }
  return topics;
}

}  // namespace lossy::agent
