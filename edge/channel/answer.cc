#include "edge/channel/answer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/error/retry_hint.h"
#include "edge/transcoding/error_json.h"

namespace lossy::edge {

Answer ErrorAnswer(const absl::Status& status) {
  Answer answer{.status = "error", .response = {}};
  channel::v1::Error error = base::ToError(status);
  base::HintRetry(error);
  answer.reason = error.reason();
  AppendErrorJson(error, &answer.response.json);
  return answer;
}

Answer TooManyWaiting() {
  return ErrorAnswer(base::RateLimited("too many requests wait for their answers", 100));
}

Answer UnmatchedAnswer(absl::string_view message) {
  return {.status = "error",
          .response = {
              .json = absl::StrCat(R"({"reason":"unmatched topic","message":")", message, "\"}"),
              .bytes = absl::nullopt}};
}

Answer WithWarnings(const Answer& answer, absl::string_view warnings) {
  const absl::string_view members = absl::string_view(answer.response.json).substr(1);
  const absl::string_view comma = members == "}" ? "" : ",";
  return {.status = answer.status,
          .response = {.json = absl::StrCat("{\"warnings\":", warnings, comma, members),
                       .bytes = answer.response.bytes},
          .position = answer.position,
          .reason = answer.reason};
}

Answer NoSuchTopicAnswer() {
  return UnmatchedAnswer("there is no such topic: no channel answers it");
}

Answer MakeAnswer(const absl::Status& status, const MessageTable* table, absl::string_view wire,
                  std::string memory) {
  if (!status.ok()) return ErrorAnswer(status);
  memory.clear();
  Answer answer{.status = "ok", .response = {.json = std::move(memory), .bytes = absl::nullopt}};
  if (table == nullptr) {
    answer.response.json = "{}";
    return answer;
  }
  const absl::Status read = MakePayload(*table, wire, &answer.response);
  if (!read.ok()) return ErrorAnswer(read);
  return answer;
}

}  // namespace lossy::edge
