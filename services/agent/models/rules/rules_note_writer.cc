#include "services/agent/models/rules/rules_note_writer.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "services/agent/models/rules/plain_text.h"

namespace lossy::agent {
namespace {

constexpr char kName[] = "rules";
constexpr double kNoiseConfidence = 0.1;
// The number of words by which a note may be longer than the speech.
constexpr int kAFewWords = 4;
// So many doubtful words are a sentence that the recogniser mistook.
constexpr int kMistakenSentence = 3;

void CapitalizeI(Sentence* sentence) {
  for (Word& word : *sentence) {
    const bool i = word.key == "i" || word.key == "i'm" || word.key == "i'd" ||
                   word.key == "i've" || word.key == "i'll";
    const std::size_t at = word.text.find('i');
    if (i && at != std::string::npos) word.text[at] = 'I';
  }
}

void Capitalize(std::string* text) {
  for (char& c : *text) {
    if (c == '"' || c == '\'' || c == '(') continue;
    c = absl::ascii_toupper(static_cast<unsigned char>(c));
    return;
  }
}

std::string TextOf(Sentence sentence) {
  CapitalizeI(&sentence);
  std::string text = Join(sentence);
  Capitalize(&text);
  return text;
}

int CountWords(absl::string_view text) {
  return text.empty() ? 0 : 1 + static_cast<int>(std::count(text.begin(), text.end(), ' '));
}

// A question mark already ends its sentence.
void AddSentence(absl::string_view sentence, std::string* text) {
  if (!text->empty()) text->append(text->back() == '?' ? " " : ". ");
  text->append(sentence.data(), sentence.size());
}

Draft Nothing(double confidence) { return {.confidence = confidence, .written_by = kName}; }

}  // namespace

void RulesNoteWriter::LowerFirstWord(Sentence* sentence) const {
  Word& first = sentence->front();
  const bool name = noise_.IsEmptyTalk({&first.key, 1}) == false && !verbs_.IsBase(first.key) &&
                    vocabulary_.Weigh({&first.key, 1}).Feedback() == 0;
  const bool abbreviation = first.text.size() > 1 && absl::ascii_isupper(first.text[1]);
  if (!name && !abbreviation) first.text[0] = absl::ascii_tolower(first.text[0]);
}

RulesNoteWriter::Remark RulesNoteWriter::Understand(Sentence sentence, bool doubtful) const {
  const std::vector<std::string> spoken = Keys(sentence);
  Remark remark;
  remark.evidence.doubtful = doubtful;
  remark.evidence.signals = signals_.Read(spoken);
  remark.evidence.topics = vocabulary_.Weigh(spoken);
  if (Noise::IsLoop(spoken)) return remark;
  if (noise_.IsEmptyTalk(spoken) && !remark.evidence.signals.praise) {
    const int words = remark.evidence.signals.words - remark.evidence.signals.hesitations;
    if (doubtful && words >= kMistakenSentence) remark.text = TextOf(std::move(sentence));
    return remark;
  }
  LowerFirstWord(&sentence);
  fillers_.RemoveFrom(&sentence);
  const Topics begun = vocabulary_.Weigh(Keys(sentence));
  restarts_.RemoveFrom(&sentence);
  fillers_.RemoveFrom(&sentence);
  if (sentence.empty()) return remark;
  // Removed words may have named the topic of the rest: "the song, no wait, fade it out".
  remark.evidence.topics = vocabulary_.Weigh(Keys(sentence));
  if (remark.evidence.topics.Feedback() == 0) remark.evidence.topics = begun;
  remark.plain = TextOf(sentence);
  Instructed instructed = clauses_.Instruct(std::move(sentence));
  if (instructed.requests) {
    remark.evidence.topics += vocabulary_.WeighInstruction(Keys(instructed.words));
  }
  remark.evidence.instructs = instructed.requests || instructed.rewritten;
  if (IsChatter(remark.evidence)) return remark;
  remark.text = TextOf(std::move(instructed.words));
  return remark;
}

absl::StatusOr<Draft> RulesNoteWriter::Write(const Utterance& utterance) {
  if (utterance.text.size() > kMaxUtteranceBytes) {
    return base::InvalidArgument("text", "is longer than 20,000 bytes");
  }
  if (absl::StripAsciiWhitespace(utterance.text).empty()) return Nothing(0);
  Draft draft;
  Evidence evidence;
  evidence.doubtful = utterance.doubtful;
  int added = 0;
  for (Sentence& sentence : SplitSentences(PlainText(utterance.text))) {
    const Remark remark = Understand(std::move(sentence), utterance.doubtful);
    evidence.signals += remark.evidence.signals;
    if (remark.text.empty()) continue;
    evidence.topics += remark.evidence.topics;
    evidence.instructs |= remark.evidence.instructs;
    const int longer = CountWords(remark.text) - remark.evidence.signals.words;
    const bool fits = longer <= 0 || added + longer <= kAFewWords;
    if (fits) added += std::max(longer, 0);
    AddSentence(fits ? remark.text : remark.plain, &draft.text);
  }
  if (draft.text.empty()) return Nothing(kNoiseConfidence);
  draft.category = IsPraise(evidence) ? notes::v1::NOTE_CATEGORY_GENERAL : evidence.topics.Best();
  draft.confidence = Confidence(evidence);
  draft.written_by = kName;
  return draft;
}

absl::string_view RulesNoteWriter::name() const { return kName; }

}  // namespace lossy::agent
