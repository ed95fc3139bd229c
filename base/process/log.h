#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

#include "absl/strings/string_view.h"

namespace lossy::base {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// A key and its value in a log line. A text may have any bytes: what is not UTF-8 is replaced, and
// what is beyond 4 KiB is cut.
struct LogField {
  LogField(absl::string_view key, absl::string_view text);
  LogField(absl::string_view key, std::int64_t number);

  absl::string_view key;
  std::string json;
};

// Sets the name that each line carries and the least level that is written: "debug", "info",
// "warning" or "error". Called once, before the first line.
void InitLog(absl::string_view process, absl::string_view level);

bool LogEnabled(LogLevel level);

// Writes one line of JSON to standard error. Thread-safe. Never pass user content or tokens: ids,
// codes, counts and durations only.
void Log(LogLevel level, absl::string_view event, std::initializer_list<LogField> fields = {});

}  // namespace lossy::base
