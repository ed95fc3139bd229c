#include "services/agent/models/pocketsphinx/confinement.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <new>

#include "absl/strings/str_cat.h"
#include "services/agent/models/pocketsphinx/separation.h"
#include "services/agent/models/pocketsphinx/syscall_filter.h"

namespace lossy::agent {
namespace {

// The three standard files, one for each folder and file of the model during its load, and a
// reserve.
constexpr rlim_t kMostFiles = 16;

bool Limit(__rlimit_resource resource, rlim_t most) {
  const rlimit limit{.rlim_cur = most, .rlim_max = most};
  return setrlimit(resource, &limit) == 0;
}

// The memory that the limit counts and the process has already: with a sanitizer, terabytes.
std::uint64_t DataBytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t size = 0, resident = 0, shared = 0, text = 0, library = 0, data = 0;
  file >> size >> resident >> shared >> text >> library >> data;
  return data * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

absl::Status OkOr(bool ok, const char* what) {
  return ok ? absl::OkStatus() : absl::InternalError(what);
}

}  // namespace

absl::Status Confine(std::uint64_t memory_bytes) {
  std::set_new_handler([] { _exit(kOutOfMemory); });
  const bool done = prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 &&
                    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && Limit(RLIMIT_CORE, 0) &&
                    Limit(RLIMIT_NOFILE, kMostFiles) &&
                    Limit(RLIMIT_DATA, DataBytes() + memory_bytes);
  return OkOr(done, "cannot confine itself");
}

absl::Status AllowWork(absl::Duration processor_time) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const absl::Duration used =
      absl::DurationFromTimeval(usage.ru_utime) + absl::DurationFromTimeval(usage.ru_stime);
  const auto seconds = static_cast<rlim_t>(
      absl::ToInt64Seconds(absl::Ceil(used + processor_time, absl::Seconds(1))));
  const rlimit limit{.rlim_cur = seconds, .rlim_max = RLIM_INFINITY};
  return OkOr(setrlimit(RLIMIT_CPU, &limit) == 0, "cannot limit its work");
}

absl::StatusOr<std::string> ForbidTheOutside(WithoutFilter without_filter) {
  std::string separated = absl::StrCat("separation: ", SeparateFromMachine());
  // The kernel resets this when the user changes.
  const bool ends_with_parent = prctl(PR_SET_PDEATHSIG, SIGKILL) == 0;
  if (!ends_with_parent || !Limit(RLIMIT_FSIZE, 0)) {
    return absl::InternalError("cannot confine itself");
  }
  const absl::Status filtered = InstallSyscallFilter();
  if (filtered.ok()) return absl::StrCat(separated, "; system calls: filtered");
  if (absl::IsUnimplemented(filtered) && without_filter == WithoutFilter::kAccept) {
    return absl::StrCat(separated, "; system calls: not filtered");
  }
  return filtered;
}

}  // namespace lossy::agent
