#include "services/agent/models/openai/transcription.h"

#include <string_view>

#include "absl/strings/ascii.h"
#include "base/error/error.h"
#include "simdjson.h"

namespace lossy::agent {
namespace {

using Element = simdjson::simdjson_result<simdjson::dom::element>;

constexpr double kLongestSeconds = 24 * 60 * 60;

absl::optional<double> Seconds(const Element& element) {
  double seconds = 0;
  const bool said = element.get(seconds) == simdjson::SUCCESS;
  return said && seconds >= 0 && seconds <= kLongestSeconds ? absl::make_optional(seconds)
                                                            : absl::nullopt;
}

}  // namespace

absl::StatusOr<Transcription> ParseTranscription(const std::string& json) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(json).get(object) != simdjson::SUCCESS ||
      object["error"].error() == simdjson::SUCCESS) {
    return base::Unavailable("the endpoint's response is no transcription");
  }
  Transcription transcription;
  std::string_view text;
  if (object["text"].get(text) == simdjson::SUCCESS) transcription.text = std::string(text);
  absl::StripAsciiWhitespace(&transcription.text);
  // Verbose responses have `duration`, newer models `usage`.
  transcription.seconds = Seconds(object["duration"]);
  if (!transcription.seconds) transcription.seconds = Seconds(object["usage"]["seconds"]);
  return transcription;
}

}  // namespace lossy::agent
