#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace lossy::agent {

// How the fake server answers one request. What `name` may be, and what `value` then is:
//
//   plain          as a good model does: the category by keyword, confidence 0.9, or 0.2 with "um"
//   fenced, prose  the same between ```, or with words around it
//   text           value: what a transcription says, or all that a chat model says
//   not_json       words instead of JSON
//   missing_key    JSON without the key `value`; of a transcription: without the text
//   category, confidence   value: as JSON, what stands there: "\"music\"", "7", "NaN"
//   empty_choices, null_content, refusal, no_usage
//   tool_calls, function_call, parts   plain, as the arguments of a function, or in parts
//   reasoning      thoughts beside an empty content
//   finish         plain, with `value` for its finish_reason
//   length         half of plain, cut at the bound for tokens, unless the request allows `value`
//   body           `value` is the whole body
//   status         answers `status`, with an error of OpenAI's form
//   wav_only       answers `status` to a file that is not WAV of 16 kHz; plain to others. 200: with
//   an
//                  error all the same
//   refuse         400 that names the parameter `value`, to who sends it; plain to others
//   huge           `bytes` of text
//   chunked, endless   plain, in chunks, or up to the end of the connection instead of a length
//   stall          half the body, then silence for `after`
//   reset, cut, truncated   half the body, then a TCP reset, the end, the end in the middle of a
//   chunk hang_up        plain, then closes without a warning
struct Mode {
  std::string name = "plain";
  std::string value;
  std::string kind;  // Only requests of this kind: structuring, vision, transcription. Empty: all.
  int times = 1;     // How many requests. 0: all that come.
  int status = 500;
  // What OpenAI's error says beside its message.
  std::string param;
  std::string code;
  // Headers, unless they are empty.
  std::string retry_after;
  std::string retry_after_ms;
  std::size_t bytes = 1 << 20;
  absl::Duration after = absl::ZeroDuration();  // Before the first byte.
};

// A JSON list. Of each mode, its name alone, or an object whose members are called as those of
// Mode, "mode" the name, and "after_ms" the time. INVALID_ARGUMENT.
absl::StatusOr<std::vector<Mode>> ParseScript(absl::string_view json);

}  // namespace lossy::agent
