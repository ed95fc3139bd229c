#include "services/agent/models/pocketsphinx/syscall_filter.h"

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <utility>
#include <vector>

#include "services/agent/models/pocketsphinx/filter_program.h"

namespace lossy::agent {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kMachine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kMachine = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t kMachine = 0;
#endif

// The calls of decoding, recognising and answering through an open socket. A call that a library
// needs must be added here, with the reason.
void AllowWorkCalls(FilterProgram& program) {
  program.Allow(__NR_read);
  program.Allow(__NR_write);
  program.Allow(__NR_close);
  program.Allow(__NR_recvfrom);
  // Only to the connected peer of the socket.
  program.Allow(__NR_sendto, {ArgumentRule::IsNull(4)});
#ifdef __NR_poll  // Newer machines have only ppoll.
  program.Allow(__NR_poll);
#endif
  program.Allow(__NR_ppoll);
  program.Allow(__NR_clock_gettime);
  program.Allow(__NR_gettimeofday);
  program.Allow(__NR_getrusage);
  program.Allow(__NR_getrandom);
  program.Allow(__NR_futex);
  program.Allow(__NR_restart_syscall);
  program.Allow(__NR_rt_sigreturn);
  program.Allow(__NR_exit);
  program.Allow(__NR_exit_group);
}

// Allows memory that is not executable.
void AllowMemory(FilterProgram& program) {
  program.Allow(__NR_mmap, {ArgumentRule::Lacks(2, PROT_EXEC)});
  program.Allow(__NR_mprotect, {ArgumentRule::Lacks(2, PROT_EXEC)});
  program.Allow(__NR_munmap);
  program.Allow(__NR_mremap);
  program.Allow(__NR_madvise);
  program.Allow(__NR_brk);
}

// A process may limit and abort itself, but no other.
void AllowSelf(FilterProgram& program) {
  program.Allow(__NR_prlimit64, {ArgumentRule::Equals(0, 0), ArgumentRule::Equals(1, RLIMIT_CPU)});
  program.Allow(__NR_getpid);
  program.Allow(__NR_gettid);
  program.Allow(__NR_rt_sigprocmask);
  program.Allow(__NR_tgkill, {ArgumentRule::Equals(0, static_cast<std::uint32_t>(getpid())),
                              ArgumentRule::Equals(2, SIGABRT)});
}

std::vector<sock_filter> Program() {
  FilterProgram program(kMachine);
  AllowWorkCalls(program);
  AllowMemory(program);
  AllowSelf(program);
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
  // A sanitizer's own thread sleeps and yields.
  program.Allow(__NR_sched_yield);
  program.Allow(__NR_nanosleep);
  program.Allow(__NR_clock_nanosleep);
#endif
  return std::move(program).Finish();
}

}  // namespace

absl::Status InstallSyscallFilter() {
  if (kMachine == 0) {
    return absl::UnimplementedError("system calls cannot be filtered on this kind of machine");
  }
  std::vector<sock_filter> program = Program();
  const sock_fprog installed{.len = static_cast<unsigned short>(program.size()),
                             .filter = program.data()};
  // TSYNC: also for threads that a library may have started.
  if (syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &installed) == 0) {
    return absl::OkStatus();
  }
  if (errno == EINVAL || errno == ENOSYS) {
    return absl::UnimplementedError("this kernel cannot filter system calls (seccomp)");
  }
  return absl::InternalError("the kernel refused the system call filter");
}

}  // namespace lossy::agent
