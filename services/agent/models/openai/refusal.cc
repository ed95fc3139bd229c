#include "services/agent/models/openai/refusal.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "base/error/error.h"
#include "base/log/log.h"
#include "simdjson.h"

namespace lossy::agent {
namespace {

// The text if it is a code, else an empty text. A longer text, or one with other characters, may
// repeat the words of a user.
std::string MachineWord(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  const bool plain =
      text.size() <= kLongest && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return absl::ascii_isalnum(c) || c == '_' || c == '-' || c == '.';
      });
  return plain ? std::string(text) : "";
}

std::string Word(const simdjson::dom::element& error, const char* name) {
  std::string_view text;
  return error[name].get(text) == simdjson::SUCCESS ? MachineWord(text) : "";
}

}  // namespace

Refusal::Refusal(const HttpResponse& response) : status_(response.status), body_(response.body) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.parse(body_).get(root) != simdjson::SUCCESS) return;
  simdjson::dom::element error;
  // Some servers have the fields of the error at the top level.
  if (root["error"].get(error) != simdjson::SUCCESS) error = root;
  type_ = Word(error, "type");
  param_ = Word(error, "param");
  code_ = Word(error, "code");
}

bool Refusal::Names(absl::string_view parameter) const {
  if (!param_.empty()) return absl::StartsWith(param_, parameter);
  return absl::StrContains(body_, parameter);
}

bool Refusal::IsAboutConfiguration() const {
  // The parameters of every request. A missing path is an error of the base URL.
  static constexpr absl::string_view kOurs[] = {
      "model", "temperature", "max_tokens", "max_completion_tokens", "response_format", "language"};
  const bool ours = std::find(std::begin(kOurs), std::end(kOurs), param_) != std::end(kOurs);
  return ours || status_ == 404 || status_ == 405 || code_ == "model_not_found" ||
         code_ == "invalid_api_key";
}

bool Refusal::MayBeAboutFormat() const {
  return (status_ == 400 || status_ == 415 || status_ == 422) && !IsAboutConfiguration();
}

absl::Status Refusal::ToStatus(absl::string_view kind) const {
  base::Log(base::LogLevel::kWarning, "model_refused",
            {{"kind", kind},
             {"status", std::int64_t{status_}},
             {"type", absl::string_view(type_)},
             {"param", absl::string_view(param_)},
             {"code", absl::string_view(code_)}});
  if (IsAboutConfiguration()) {
    return base::Unavailable("the endpoint does not take requests as it is configured");
  }
  return absl::InvalidArgumentError("the endpoint refuses this request");
}

}  // namespace lossy::agent
