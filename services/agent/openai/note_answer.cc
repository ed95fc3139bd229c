#include "services/agent/openai/note_answer.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "services/agent/openai/category_name.h"
#include "services/agent/openai/lenient_json.h"
#include "services/agent/openai/note_text.h"

namespace lossy::agent {
namespace {

using Element = simdjson::simdjson_result<simdjson::dom::element>;

absl::optional<std::string> Text(const Element& element) {
  std::string_view text;
  if (element.get(text) != simdjson::SUCCESS) return absl::nullopt;
  return std::string(text);
}

absl::optional<std::string> Member(const simdjson::dom::object& object, const char* name) {
  return Text(object.at_key_case_insensitive(name));
}

// The first where a model cannot decide.
absl::optional<std::string> Category(const simdjson::dom::object& object) {
  const Element category = object.at_key_case_insensitive("category");
  return Text(category.is_array() ? category.at(0) : category);
}

double ToConfidence(absl::string_view text) {
  const bool percent = absl::ConsumeSuffix(&text, "%");
  double number = 0;
  if (!absl::SimpleAtod(text, &number) || std::isnan(number)) return kUnknownConfidence;
  return std::clamp(percent ? number / 100 : number, 0.0, 1.0);
}

// Models think aloud, and the last word is the one that counts.
absl::string_view WithoutThoughts(absl::string_view content) {
  for (const absl::string_view end : {"</think>", "</thinking>"}) {
    const std::size_t at = content.rfind(end);
    if (at != absl::string_view::npos) content.remove_prefix(at + end.size());
  }
  return content;
}

}  // namespace

NoteAnswer ParseNoteAnswer(absl::string_view content) {
  absl::optional<std::string> category, text, confidence;
  VisitObjects(WithoutThoughts(content), [&](simdjson::dom::object object) {
    category = Category(object);
    text = Member(object, "text");
    confidence = Member(object, "confidence");
    return category || text || confidence;
  });
  NoteAnswer answer;
  if (category) answer.category = CategoryNamed(*category);
  if (text) answer.text = DraftText(*text, kMostNoteBytes);
  answer.confidence = confidence ? ToConfidence(*confidence) : kUnknownConfidence;
  return answer;
}

std::string DraftText(absl::string_view text, std::size_t max_bytes) {
  std::string draft = NoteText(text, max_bytes);
  if (absl::EndsWith(draft, ".") && !absl::EndsWith(draft, "..")) draft.pop_back();
  return draft;
}

}  // namespace lossy::agent
