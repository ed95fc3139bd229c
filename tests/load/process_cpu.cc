#include "tests/load/process_cpu.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace lossy::load {
namespace {

std::int64_t CpuOf(pid_t process) {
  std::int64_t sum = 0;
  std::error_code ended;
  const std::string tasks = absl::StrCat("/proc/", process, "/task");
  for (const auto& task : std::filesystem::directory_iterator(tasks, ended)) {
    std::int64_t nanoseconds = 0;
    std::ifstream(task.path() / "schedstat") >> nanoseconds;
    sum += nanoseconds;
  }
  return sum;
}

}  // namespace

std::int64_t CpuNanoseconds(const std::vector<pid_t>& processes) {
  std::int64_t sum = 0;
  for (const pid_t process : processes) {
    sum += CpuOf(process);
    // Only PostgreSQL has children, which its main thread starts.
    std::ifstream children(absl::StrCat("/proc/", process, "/task/", process, "/children"));
    for (pid_t child = 0; children >> child;) sum += CpuOf(child);
  }
  return sum;
}

}  // namespace lossy::load
