#include "base/process/log.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/text/json_string.h"
#include "base/text/valid_utf8.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace lossy::base {
namespace {

// Of a field: what a client sent may be in one.
constexpr std::size_t kMaxTextBytes = 4096;

std::string& ProcessName() {
  static auto* name = new std::string;
  return *name;
}

spdlog::logger& Logger() {
  static auto* logger = [] {
    auto* made = new spdlog::logger("lossy", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v", spdlog::pattern_time_type::utc);
    return made;
  }();
  return *logger;
}

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      break;
  }
  return spdlog::level::err;
}

absl::string_view Name(LogLevel level) {
  constexpr absl::string_view kNames[] = {"debug", "info", "warning", "error"};
  return kNames[static_cast<int>(level)];
}

}  // namespace

LogField::LogField(absl::string_view key, absl::string_view text) : key(key) {
  AppendJsonString(ValidUtf8(text, kMaxTextBytes), &json);
}

LogField::LogField(absl::string_view key, std::int64_t number)
    : key(key), json(absl::StrCat(number)) {}

void InitLog(absl::string_view process, absl::string_view level) {
  ProcessName() = std::string(process);
  Logger().set_level(spdlog::level::from_str(std::string(level)));
}

bool LogEnabled(LogLevel level) { return Logger().should_log(ToSpdlog(level)); }

void Log(LogLevel level, absl::string_view event, std::initializer_list<LogField> fields) {
  if (!LogEnabled(level)) return;
  std::string line = absl::StrCat(
      "{\"time\":\"", absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::Now(), absl::UTCTimeZone()),
      "\",\"level\":\"", Name(level), "\",\"process\":\"", ProcessName(), "\",\"event\":");
  AppendJsonString(event, &line);
  for (const LogField& field : fields) absl::StrAppend(&line, ",\"", field.key, "\":", field.json);
  line.push_back('}');
  Logger().log(ToSpdlog(level), "{}", line);
}

}  // namespace lossy::base
