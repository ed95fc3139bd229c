#include "base/process/process_metric.h"

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "prometheus/metric_family.h"

namespace lossy::base {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

// The fields of /proc/self/stat behind the name of the program, as proc(5) numbers them, less 3.
enum Field { kUserTicks = 11, kSystemTicks = 12, kThreads = 17, kStartTicks = 19, kBytes, kPages };

std::vector<std::int64_t> ReadStat() {
  std::ifstream file("/proc/self/stat");
  std::string line;
  std::getline(file, line);
  // The name may contain spaces and parentheses.
  const std::size_t name_end = line.rfind(") ");
  if (name_end == std::string::npos) return {};
  std::vector<std::int64_t> fields;
  for (absl::string_view text : absl::StrSplit(absl::string_view(line).substr(name_end + 2), ' ')) {
    std::int64_t number = 0;
    if (!absl::SimpleAtoi(text, &number)) number = 0;  // The state is a letter.
    fields.push_back(number);
  }
  return fields.size() > kPages ? fields : std::vector<std::int64_t>();
}

// Returns the start of the system, in seconds since 1970.
std::int64_t BootTime() {
  std::ifstream file("/proc/stat");
  std::string line;
  while (std::getline(file, line)) {
    std::int64_t seconds = 0;
    if (absl::StartsWith(line, "btime ") && absl::SimpleAtoi(line.substr(6), &seconds)) {
      return seconds;
    }
  }
  return 0;
}

double Seconds(std::int64_t ticks) {
  static const auto kTicks = static_cast<double>(sysconf(_SC_CLK_TCK));
  return static_cast<double>(ticks) / kTicks;
}

double StartTime() {
  const std::vector<std::int64_t> stat = ReadStat();
  const std::int64_t boot = BootTime();
  return stat.empty() || boot == 0 ? 0 : static_cast<double>(boot) + Seconds(stat[kStartTicks]);
}

MetricFamily Gauge(const char* name, const char* help, double value) {
  MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = MetricType::Gauge;
  family.metric.emplace_back().gauge.value = value;
  return family;
}

MetricFamily Counter(const char* name, const char* help, double value) {
  MetricFamily family = Gauge(name, help, 0);
  family.type = MetricType::Counter;
  family.metric.front().counter.value = value;
  return family;
}

}  // namespace

ProcessMetric::ProcessMetric() : started_(StartTime()) {}

std::vector<MetricFamily> ProcessMetric::Collect() const {
  const std::vector<std::int64_t> stat = ReadStat();
  if (stat.empty()) return {};
  const double page = static_cast<double>(sysconf(_SC_PAGESIZE));
  std::vector<MetricFamily> families = {
      Counter("process_cpu_seconds_total",
              "CPU time that the process has used in user and kernel mode, in seconds",
              Seconds(stat[kUserTicks] + stat[kSystemTicks])),
      Gauge("process_resident_memory_bytes", "Memory of the process that is in RAM, in bytes",
            static_cast<double>(stat[kPages]) * page),
      Gauge("process_virtual_memory_bytes", "Address space of the process, in bytes",
            static_cast<double>(stat[kBytes])),
      Gauge("process_threads", "Threads of the process", static_cast<double>(stat[kThreads]))};
  if (started_ > 0) {
    families.push_back(Gauge("process_start_time_seconds",
                             "Time at which the process started, in seconds since 1970", started_));
  }
  return families;
}

}  // namespace lossy::base
