#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace lossy::base {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// Makes LogLevel the type of a flag: "debug", "info", "warning" or "warn", and "error", in upper or
// lower case. Another text is refused with the list.
bool AbslParseFlag(absl::string_view text, LogLevel* level, std::string* problem);
std::string AbslUnparseFlag(LogLevel level);

// A key and its value in a log line. A text may have any bytes: what is not UTF-8 is replaced, and
// what is beyond 4 KiB is cut.
struct LogField {
  LogField(absl::string_view key, absl::string_view text);
  LogField(absl::string_view key, std::int64_t number);

  absl::string_view key;
  std::string json;
};

// Sets the name that each line carries. Called once, before the first line.
void InitLog(absl::string_view process);

// That name; empty before InitLog.
absl::string_view LogProcess();

// Sets the least level that is written, kInfo before.
void SetLogLevel(LogLevel least);

bool LogEnabled(LogLevel level);

// Queues one line of JSON, which another thread writes to standard error. Never waits for the
// reader of standard error: when it stalls and the queue is full, lines are dropped and counted,
// and the event `log_lines_dropped` says how many. Thread-safe. Never pass user content or tokens:
// ids, codes, counts and durations only.
//
// std::exit and a return from main flush the queue first (FlushLog).
void Log(LogLevel level, absl::string_view event, std::initializer_list<LogField> fields = {});

struct LogLimits {
  // Of the lines that are not written yet.
  std::size_t queue_bytes = 4 << 20;
  std::size_t queue_lines = 20'000;
  // The end of the process waits at most this long for the reader of standard error.
  absl::Duration flush = absl::Seconds(1);
};

void SetLogLimits(const LogLimits& limits);

// Lines dropped since the start of the process. Thread-safe.
std::int64_t DroppedLogLines();

// From now on the event `stderr_written` logs each line that a library, the C++ runtime or a child
// process writes to standard error, at whichever level. Called once, while no other thread runs.
void LogStderr();

// Waits until all lines are written, at most LogLimits::flush. Returns whether they are.
bool FlushLog();

// Logs the event `crashed`, with the number of the signal, when the process ends by SIGSEGV,
// SIGBUS, SIGILL, SIGFPE or SIGABRT, after all earlier lines. Called once, after InitLog.
void LogCrashes();

}  // namespace lossy::base
