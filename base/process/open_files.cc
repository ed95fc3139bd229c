#include "base/process/open_files.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <limits>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/log/log.h"
#include "prometheus/metric_family.h"

namespace lossy::base {
namespace {

// The least number of free files, for calls to other processes, the database and the metrics.
constexpr std::int64_t kSpareFiles = 32;

std::int64_t ToNumber(rlim_t limit) {
  constexpr auto kMost = static_cast<rlim_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(limit, kMost));
}

// The count includes the file that reads the folder.
std::int64_t CountOpenFiles() {
  std::error_code error;
  std::filesystem::directory_iterator files("/proc/self/fd", error);
  std::int64_t count = -1;
  for (const std::filesystem::directory_iterator end; !error && files != end;
       files.increment(error)) {
    ++count;
  }
  return std::max<std::int64_t>(count, 0);
}

prometheus::MetricFamily Gauge(const char* name, const char* help, std::int64_t value) {
  prometheus::MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = prometheus::MetricType::Gauge;
  family.metric.emplace_back().gauge.value = static_cast<double>(value);
  return family;
}

}  // namespace

void RaiseFileLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max) return;
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return Log(LogLevel::kWarning, "file_limit_not_raised",
               {{"limit", ToNumber(before)}, {"problem", std::strerror(errno)}});
  }
  Log(LogLevel::kInfo, "file_limit_raised",
      {{"from", ToNumber(before)}, {"to", ToNumber(limit.rlim_cur)}});
}

std::int64_t FileLimit() {
  rlimit limit{};
  return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? ToNumber(limit.rlim_cur) : 0;
}

absl::Status CheckOpenFiles() {
  // The kernel gives the lowest free number, so a number far below the limit means free files.
  const std::int64_t limit = FileLimit();
  const int lowest = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (lowest >= 0) close(lowest);
  if (lowest >= 0 && lowest < limit - kSpareFiles) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat("nearly all files that the process may open are open; the limit is ", limit));
}

std::vector<prometheus::MetricFamily> OpenFilesMetric::Collect() const {
  return {Gauge("process_open_fds", "Files that the process has open", CountOpenFiles()),
          Gauge("process_max_fds", "Files that the process may open (RLIMIT_NOFILE)", FileLimit())};
}

}  // namespace lossy::base
