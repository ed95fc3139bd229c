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

// A key and its value in a log line. A text may have any bytes: U+FFFD replaces bytes that are not
// UTF-8, and the text is cut after 4 KiB.
struct LogField {
  LogField(absl::string_view key, absl::string_view text);
  LogField(absl::string_view key, std::int64_t number);

  absl::string_view key;
  std::string json;  // The value as JSON.
};

// Sets the name of the process, which each line contains. Call once, before the first line.
void InitLog(absl::string_view process);

// Returns the name of the process; empty before InitLog.
absl::string_view LogProcess();

// Sets the lowest level that Log writes; kInfo until then. Thread-safe.
void SetLogLevel(LogLevel least);

// Returns the lowest level that Log writes. Thread-safe.
LogLevel LeastLogLevel();

// True if Log writes lines of this level.
bool LogEnabled(LogLevel level);

// Queues one line of JSON, which another thread writes to standard error. The line has the ids of
// the thread's trace, if there is one (log_trace.h). Never waits for the reader of standard error:
// when it stalls and the queue is full, lines are dropped and counted, and the event
// `log_lines_dropped` has their number. Thread-safe. Never pass user content or tokens: ids, codes,
// counts and durations only.
//
// std::exit and a return from main flush the queue first (FlushLog).
void Log(LogLevel level, absl::string_view event, std::initializer_list<LogField> fields = {});

// As Log with the level info, whatever the level of SetLogLevel. For the record of an operator's
// actions, which the operator must not be able to switch off.
void LogAudit(absl::string_view event, std::initializer_list<LogField> fields = {});

// The bounds of the log's queue and of the wait at the end of the process.
struct LogLimits {
  // The most bytes and lines that may wait in the queue.
  std::size_t queue_bytes = 4 << 20;
  std::size_t queue_lines = 20'000;
  // The end of the process waits at most this long for the reader of standard error.
  absl::Duration flush = absl::Seconds(1);
};

// Sets the bounds. Thread-safe.
void SetLogLimits(const LogLimits& limits);

// Returns the number of lines dropped since the start of the process. Thread-safe.
std::int64_t DroppedLogLines();

// Returns the number of lines that Log has queued or dropped since the start of the process. A line
// below the level of SetLogLevel does not count. Thread-safe.
std::int64_t LoggedLines(LogLevel level);

// From now on the event `stderr_written` logs each line that a library, the C++ runtime or a child
// process writes to standard error, whatever the level of SetLogLevel. Call once, while no other
// thread runs.
void LogStderr();

// Blocks until all lines are written, for at most LogLimits::flush. Returns true if they are.
bool FlushLog();

// Logs the event `crashed`, with the number of the signal, when the process ends by SIGSEGV,
// SIGBUS, SIGILL, SIGFPE or SIGABRT, after all earlier lines. Call once, after InitLog.
void LogCrashes();

}  // namespace lossy::base
