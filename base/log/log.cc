#include "base/log/log.h"

#include <array>
#include <atomic>
#include <cstdlib>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/log/crash_report.h"
#include "base/log/log_output.h"
#include "base/log/log_trace.h"
#include "base/text/json_string.h"
#include "base/text/json_text.h"
#include "base/utf8/valid_utf8.h"

namespace lossy::base {
namespace {

// The limit of a field, which may contain text from a client.
constexpr std::size_t kMaxTextBytes = 4096;
// Most lines fit, so that a line is one allocation.
constexpr std::size_t kUsualLineBytes = 384;
constexpr absl::string_view kNames[] = {"debug", "info", "warning", "error"};

std::atomic<LogLevel> least_level{LogLevel::kInfo};
std::array<std::atomic<std::int64_t>, std::size(kNames)> logged_lines{};

std::string& ProcessName() {
  static auto* name = new std::string;
  return *name;
}

// Appends the ids of the thread's trace, so that a reader finds the lines of a trace.
void AppendTrace(std::string* line) {
  const LogTrace& trace = GetLogTrace();
  if (trace.span == 0) return;
  absl::StrAppend(line, ",\"trace_id\":\"", absl::Hex(trace.trace_high, absl::kZeroPad16),
                  absl::Hex(trace.trace_low, absl::kZeroPad16), "\",\"span_id\":\"",
                  absl::Hex(trace.span, absl::kZeroPad16), "\"");
}

// Appends a wall time such as 2026-11-30T12:00:00.123456Z. The conversion of a second to a date
// costs more than the rest of a line, so each thread keeps the last one.
void AppendTime(absl::Time now, std::string* line) {
  struct Second {
    std::int64_t unix_seconds = -1;
    char text[std::size("2026-11-30T12:00:00")] = {};
  };
  thread_local Second second;
  const std::int64_t unix_seconds = absl::ToUnixSeconds(now);
  if (second.unix_seconds != unix_seconds) {
    const std::string text = absl::FormatTime("%Y-%m-%dT%H:%M:%S", now, absl::UTCTimeZone());
    text.copy(second.text, std::size(second.text) - 1);
    second.unix_seconds = unix_seconds;
  }
  const std::int64_t micros = absl::ToUnixMicros(now) - unix_seconds * 1'000'000;
  absl::StrAppend(line, second.text, ".", absl::Dec(micros, absl::kZeroPad6), "Z");
}

std::string Line(LogLevel level, absl::string_view event, std::initializer_list<LogField> fields) {
  std::string line;
  line.reserve(kUsualLineBytes);
  line.append("{\"time\":\"");
  AppendTime(absl::Now(), &line);
  absl::StrAppend(&line, "\",\"level\":\"", kNames[static_cast<int>(level)], "\",\"process\":\"",
                  ProcessName(), "\",\"event\":");
  AppendJsonString(event, &line);
  for (const LogField& field : fields) absl::StrAppend(&line, ",\"", field.key, "\":", field.json);
  AppendTrace(&line);
  line.push_back('}');
  return line;
}

// Never destroyed: other threads may log until the process ends.
LogOutput& Output() {
  static auto* output = [] {
    auto* made = new LogOutput([](std::int64_t lines) {
      return Line(LogLevel::kWarning, "log_lines_dropped", {{"lines", lines}});
    });
    std::atexit([] { FlushLog(); });
    return made;
  }();
  return *output;
}

}  // namespace

bool AbslParseFlag(absl::string_view text, LogLevel* level, std::string* problem) {
  const std::string name = absl::AsciiStrToLower(text);
  for (std::size_t i = 0; i < std::size(kNames); ++i) {
    if (name != kNames[i] && !(name == "warn" && kNames[i] == "warning")) continue;
    *level = static_cast<LogLevel>(i);
    return true;
  }
  *problem = "must be debug, info, warning or error";
  return false;
}

std::string AbslUnparseFlag(LogLevel level) { return std::string(kNames[static_cast<int>(level)]); }

LogField::LogField(absl::string_view key, absl::string_view text) : key(key) {
  if (text.size() <= kMaxTextBytes && IsAscii(text)) {
    json.reserve(text.size() + 2);
    AppendJsonString(text, &json);
  } else {
    AppendJsonString(ValidUtf8(text, kMaxTextBytes), &json);
  }
}

LogField::LogField(absl::string_view key, std::int64_t number)
    : key(key), json(absl::StrCat(number)) {}

void InitLog(absl::string_view process) { ProcessName() = std::string(process); }

absl::string_view LogProcess() { return ProcessName(); }

void SetLogLevel(LogLevel least) { least_level = least; }

LogLevel LeastLogLevel() { return least_level.load(); }

bool LogEnabled(LogLevel level) { return level >= least_level.load(); }

void Log(LogLevel level, absl::string_view event, std::initializer_list<LogField> fields) {
  if (!LogEnabled(level)) return;
  logged_lines[static_cast<std::size_t>(level)].fetch_add(1, std::memory_order_relaxed);
  Output().Write(Line(level, event, fields));
}

std::int64_t LoggedLines(LogLevel level) {
  return logged_lines[static_cast<std::size_t>(level)].load(std::memory_order_relaxed);
}

void LogAudit(absl::string_view event, std::initializer_list<LogField> fields) {
  Output().Write(Line(LogLevel::kInfo, event, fields));
}

void SetLogLimits(const LogLimits& limits) {
  Output().SetLimits({.bytes = limits.queue_bytes, .lines = limits.queue_lines}, limits.flush);
}

std::int64_t DroppedLogLines() { return Output().dropped(); }

void LogStderr() {
  Output().CaptureStderr([](absl::string_view line) {
    // The level has no effect, because these lines may be a library's last ones.
    Output().Write(Line(LogLevel::kWarning, "stderr_written", {{"text", line}}));
  });
}

bool FlushLog() { return Output().Flush(); }

void LogCrashes() { ReportCrashes(Output(), ProcessName()); }

}  // namespace lossy::base
