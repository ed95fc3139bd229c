#include "services/agent/models/openai/note_answer.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "services/agent/models/openai/category_name.h"
#include "services/agent/models/openai/lenient_json.h"
#include "services/agent/models/openai/note_text.h"
#include "services/agent/models/openai/thoughts.h"
#include "services/shared/text/confidence.h"

namespace lossy::agent {
namespace {

using Element = simdjson::simdjson_result<simdjson::dom::element>;

// Placeholders of a text in a format that a model repeats.
constexpr absl::string_view kPlaceholders[] = {
    "text",          "string",         "str",      "note", "note text", "the note", "your note",
    "the note text", "your text here", "the text", "null", "none"};

absl::optional<std::string> Text(const Element& element) {
  std::string_view text;
  if (element.get(text) != simdjson::SUCCESS) return absl::nullopt;
  return std::string(text);
}

absl::optional<std::string> Member(const simdjson::dom::object& object, const char* name) {
  return Text(object.at_key_case_insensitive(name));
}

// A model that cannot decide writes a list.
std::string CategoryNames(const simdjson::dom::object& object) {
  const Element category = object.at_key_case_insensitive("category");
  simdjson::dom::array list;
  if (category.get(list) != simdjson::SUCCESS) return Text(category).value_or("");
  std::string names;
  for (simdjson::dom::element name : list) names += Text(std::move(name)).value_or("") + ",";
  return names;
}

double ToConfidence(absl::string_view text) {
  const bool percent = absl::ConsumeSuffix(&text, "%");
  double number = 0;
  if (!absl::SimpleAtod(text, &number) || std::isnan(number)) return kUnknownConfidence;
  return services::RoundConfidence(std::clamp(percent ? number / 100 : number, 0.0, 1.0));
}

// True if the text has a meaning: "..." and "<the note>" have none.
bool IsReal(absl::string_view text) {
  constexpr absl::string_view kOpen = "‹", kClose = "›";
  const bool has_word = absl::c_any_of(
      text, [](unsigned char c) { return absl::ascii_isalnum(c) || !absl::ascii_isascii(c); });
  const bool is_marked =
      (absl::StartsWith(text, kOpen) && text.find(kClose) + kClose.size() == text.size()) ||
      (absl::StartsWith(text, "{") && absl::EndsWith(text, "}"));
  return has_word && text != "…" && !is_marked &&
         !absl::c_linear_search(kPlaceholders, absl::AsciiStrToLower(text));
}

absl::optional<NoteAnswer> ToAnswer(const simdjson::dom::object& object) {
  const absl::optional<notes::v1::NoteCategory> category = CategoryNamed(CategoryNames(object));
  const std::string text = DraftText(Member(object, "text").value_or(""), kMostNoteBytes);
  if (!category || !IsReal(text)) return absl::nullopt;
  const absl::optional<std::string> confidence = Member(object, "confidence");
  return NoteAnswer{.category = *category,
                    .text = text,
                    .confidence = confidence ? ToConfidence(*confidence) : kUnknownConfidence};
}

absl::optional<NoteAnswer> LastAnswer(absl::string_view content) {
  absl::optional<NoteAnswer> last;
  VisitObjects(content, [&](simdjson::dom::object object) {
    absl::optional<NoteAnswer> answer = ToAnswer(object);
    if (!answer) return false;
    last = std::move(answer);
    return true;
  });
  return last;
}

bool BeginsWithObject(absl::string_view content) {
  content = absl::StripLeadingAsciiWhitespace(content);
  if (absl::ConsumePrefix(&content, "```")) absl::ConsumePrefix(&content, "json");
  return absl::StartsWith(absl::StripLeadingAsciiWhitespace(content), "{");
}

bool EndsWithObject(absl::string_view content) {
  content = absl::StripTrailingAsciiWhitespace(content);
  if (absl::ConsumeSuffix(&content, "```")) content = absl::StripTrailingAsciiWhitespace(content);
  return absl::EndsWith(content, "}");
}

}  // namespace

absl::optional<NoteAnswer> ParseNoteAnswer(absl::string_view content, bool cut) {
  const ThoughtlessContent parts = WithoutThoughts(content);
  if (cut && !BeginsWithObject(parts.said)) return absl::nullopt;
  absl::optional<NoteAnswer> answer = LastAnswer(parts.said);
  if (answer || cut || !EndsWithObject(parts.unclosed)) return answer;
  answer = LastAnswer(parts.unclosed);
  return answer && answer->confidence >= kUnknownConfidence ? answer : absl::nullopt;
}

std::string DraftText(absl::string_view text, std::size_t max_bytes) {
  std::string draft = NoteText(text, max_bytes);
  if (absl::EndsWith(draft, ".") && !absl::EndsWith(draft, "..")) draft.pop_back();
  return draft;
}

}  // namespace lossy::agent
