#include <cstddef>
#include <cstdint>
#include <string>

#include "base/testing/fuzzing.h"
#include "base/text/json_string.h"
#include "services/agent/models/openai/chat_completion.h"
#include "services/agent/models/openai/note_answer.h"
#include "simdjson.h"

namespace {

using lossy::agent::DraftText;
using lossy::agent::NoteAnswer;
using lossy::agent::ParseNoteAnswer;
using lossy::base::Require;

bool IsUtf8(absl::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

void Check(const NoteAnswer& answer) {
  Require(answer.confidence >= 0 && answer.confidence <= 1, "a confidence is from 0 to 1");
  Require(lossy::notes::v1::NoteCategory_IsValid(answer.category), "a category exists");
  Require(answer.category != lossy::notes::v1::NOTE_CATEGORY_UNSPECIFIED, "a category is said");
  Require(!answer.text.empty(), "a text has words");
  Require(answer.text.size() <= 2'000, "a text has a bound");
  Require(IsUtf8(answer.text), "a text is UTF-8");
  Require(answer.text.find_first_of("<>\n\x1b") == std::string::npos, "a text has no markup");
}

}  // namespace

// Tests the input as a model's content, as the text of a correct answer, and as a whole completion.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  if (const auto answer = ParseNoteAnswer(input)) Check(*answer);
  (void)lossy::agent::ParseChatCompletion(std::string(input));
  if (!IsUtf8(input) || size > 10'000) return 0;
  std::string json = R"({"category":"audio","text":)";
  lossy::base::AppendJsonString(input, &json);
  json += R"(,"confidence":0.25})";
  const auto answer = ParseNoteAnswer(json);
  if (!answer) return 0;  // The text is none.
  Require(answer->confidence == 0.25, "good JSON is understood");
  Require(answer->text == DraftText(input, 2'000), "a text is what it says");
  return 0;
}
