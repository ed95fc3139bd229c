#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace lossy::agent {

// The way in which the fake server answers one request. A "plain" answer is a good one. The names
// of the modes, and the meaning of `value`, are:
//
//   plain          a good answer: the category by keyword, confidence 0.9, or 0.2 with "um"
//   fenced, prose  a plain answer between ```, or with words around it
//   text           `value` is the text of a transcription, or the content of a chat model
//   not_json       words instead of JSON
//   missing_key    JSON without the key `value`; a transcription has no text
//   category       `value` is the JSON of the category: "\"music\""
//   confidence     `value` is the JSON of the confidence: "7", "NaN"
//   empty_choices, null_content, refusal, no_usage
//   tool_calls, function_call   plain, as the arguments of a function
//   parts          plain, in several parts
//   reasoning      thoughts beside an empty content
//   finish         plain, with `value` as its finish_reason
//   length         half of plain, as if truncated, unless the request allows `value` tokens
//   body           `value` is the whole body
//   status         `status`, with an error in OpenAI's form
//   wav_only       `status` to a file that is not WAV of 16 kHz, plain to others; 200 with an error
//   refuse         400 that names the parameter `value` to a request with it, plain to others
//   huge           `bytes` of text
//   chunked        plain, in chunks
//   endless        plain, without a length, up to the end of the connection
//   stall          half of the body, then silence for `after`
//   reset          half of the body, then a TCP reset
//   cut            half of the body, then the end of the connection
//   truncated      half of a chunk, then the end of the connection
//   hang_up        plain, then the end of the connection without a header for it
struct Mode {
  std::string name = "plain";
  std::string value;
  std::string kind;  // Only requests of this kind: structuring, vision, transcription. Empty: all.
  int times = 1;     // The number of requests. 0: all later requests.
  int status = 500;
  // The fields of OpenAI's error beside its message.
  std::string param;
  std::string code;
  // The values of the headers retry-after and retry-after-ms. Empty: the answer has no such header.
  std::string retry_after;
  std::string retry_after_ms;
  std::size_t bytes = 1 << 20;                  // The size of a "huge" answer.
  absl::Duration after = absl::ZeroDuration();  // The pause before the first byte.
};

// Parses a JSON list of modes. A mode is a name, or an object with the members of Mode; "mode" is
// its name, and "after_ms" is `after` in milliseconds. Returns INVALID_ARGUMENT for any other text.
absl::StatusOr<std::vector<Mode>> ParseScript(absl::string_view json);

}  // namespace lossy::agent
