// Tries the system calls of a taken-over decoder inside a confined process.
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "services/agent/models/pocketsphinx/speech_process.h"

namespace lossy::agent {
namespace {

constexpr long kHighestCall = 512;

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

struct Attempt {
  const char* name;
  std::vector<std::int64_t> call;  // The number, then the arguments.
};

// Makes a new confined process do the call. PERMISSION_DENIED: the kernel killed it.
absl::Status Try(const std::vector<std::int64_t>& call) {
  absl::StatusOr<std::unique_ptr<SpeechProcess>> process =
      SpeechProcess::Start({"services/agent/models/pocketsphinx/scripted_worker", "good"}, Soon());
  if (!process.ok()) return process.status();
  return (*process)->Ask(absl::StrCat("call ", absl::StrJoin(call, " ")), Soon()).status();
}

class ForbiddenCall : public testing::TestWithParam<Attempt> {};

TEST_P(ForbiddenCall, EndsTheProcess) {
  EXPECT_TRUE(absl::IsPermissionDenied(Try(GetParam().call)));
}

const std::int64_t kParent = getpid();

INSTANTIATE_TEST_SUITE_P(
    Files, ForbiddenCall,
    testing::Values(
        Attempt{"openat", {__NR_openat, AT_FDCWD, 0, O_RDONLY}},
        Attempt{"openat2", {__NR_openat2, AT_FDCWD}},
        Attempt{"open_by_handle_at", {__NR_open_by_handle_at, 0}},
        Attempt{"renameat", {__NR_renameat, AT_FDCWD, 0, AT_FDCWD, 0}},
        Attempt{"renameat2", {__NR_renameat2, AT_FDCWD, 0, AT_FDCWD, 0}},
        Attempt{"truncate", {__NR_truncate, 0, 0}}, Attempt{"ftruncate", {__NR_ftruncate, 1, 0}},
        Attempt{"fchmod", {__NR_fchmod, 1, 0777}},
        Attempt{"fchmodat", {__NR_fchmodat, AT_FDCWD, 0, 0777}},
        Attempt{"fchownat", {__NR_fchownat, AT_FDCWD, 0, 0, 0}},
        Attempt{"linkat", {__NR_linkat, AT_FDCWD, 0, AT_FDCWD, 0}},
        Attempt{"symlinkat", {__NR_symlinkat, 0, AT_FDCWD, 0}},
        Attempt{"unlinkat", {__NR_unlinkat, AT_FDCWD, 0, 0}},
        Attempt{"mkdirat", {__NR_mkdirat, AT_FDCWD, 0, 0}},
        Attempt{"memfd_create", {__NR_memfd_create, 0, 0}}, Attempt{"ioctl", {__NR_ioctl, 1, 0}},
        Attempt{"sendmsg", {__NR_sendmsg, 0, 0, 0}}, Attempt{"recvmsg", {__NR_recvmsg, 0, 0, 0}}),
    [](const auto& each) { return std::string(each.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Processes, ForbiddenCall,
    testing::Values(Attempt{"pidfd_open", {__NR_pidfd_open, kParent, 0}},
                    Attempt{"pidfd_getfd", {__NR_pidfd_getfd, 0, 0, 0}},
                    Attempt{"pidfd_send_signal", {__NR_pidfd_send_signal, 0, SIGKILL, 0, 0}},
                    Attempt{"kill", {__NR_kill, kParent, SIGTERM}},
                    Attempt{"tkill", {__NR_tkill, kParent, SIGTERM}},
                    Attempt{"tgkill_of_another", {__NR_tgkill, kParent, kParent, SIGABRT}},
                    Attempt{"rt_sigqueueinfo", {__NR_rt_sigqueueinfo, kParent, SIGTERM, 0}},
                    Attempt{"ptrace", {__NR_ptrace, 16, kParent, 0, 0}},
                    Attempt{"process_vm_readv", {__NR_process_vm_readv, kParent, 0, 0, 0, 0, 0}},
                    Attempt{"process_vm_writev", {__NR_process_vm_writev, kParent, 0, 0, 0, 0, 0}},
                    Attempt{"prlimit64_of_another", {__NR_prlimit64, kParent, RLIMIT_CPU, 0, 0}},
                    Attempt{"prlimit64_of_files", {__NR_prlimit64, 0, RLIMIT_NOFILE, 0, 0}},
                    Attempt{"setpriority", {__NR_setpriority, 0, kParent, 19}},
                    Attempt{"sched_setaffinity", {__NR_sched_setaffinity, kParent, 0, 0}},
                    Attempt{"clone", {__NR_clone, SIGCHLD, 0, 0, 0, 0}},
                    Attempt{"clone3", {__NR_clone3, 0, 0}},
                    Attempt{"execve", {__NR_execve, 0, 0, 0}},
                    Attempt{"execveat", {__NR_execveat, 0, 0, 0, 0, 0}}),
    [](const auto& each) { return std::string(each.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Kernel, ForbiddenCall,
    testing::Values(
        Attempt{"unshare", {__NR_unshare, CLONE_NEWUSER}}, Attempt{"setns", {__NR_setns, 0, 0}},
        Attempt{"mount", {__NR_mount, 0, 0, 0, 0, 0}}, Attempt{"chroot", {__NR_chroot, 0}},
        Attempt{"socket", {__NR_socket, 1, 1, 0}},
        Attempt{"socketpair", {__NR_socketpair, 1, 1, 0, 0}},
        Attempt{"connect", {__NR_connect, 0, 0, 0}},
        Attempt{"sendto_an_address", {__NR_sendto, 0, 0, 0, 0, 4096, 16}},
        Attempt{"executable_mmap",
                {__NR_mmap, 0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0}},
        Attempt{"executable_mprotect", {__NR_mprotect, 0, 4096, PROT_EXEC}},
        Attempt{"pkey_mprotect", {__NR_pkey_mprotect, 0, 4096, PROT_EXEC, -1}},
        Attempt{"bpf", {__NR_bpf, 0, 0, 0}}, Attempt{"io_uring_setup", {__NR_io_uring_setup, 1, 0}},
        Attempt{"perf_event_open", {__NR_perf_event_open, 0, 0, 0, 0, 0}},
        Attempt{"userfaultfd", {__NR_userfaultfd, 0}},
        Attempt{"keyctl", {__NR_keyctl, 0, 0, 0, 0, 0}},
        Attempt{"prctl", {__NR_prctl, 38, 0, 0, 0, 0}},
        Attempt{"seccomp", {__NR_seccomp, 1, 0, 0}}),
    [](const auto& each) { return std::string(each.param.name); });

// A call of a later kernel is forbidden as well, because the filter lists the allowed calls.
TEST(SyscallFilterTest, AllButAFewCallsEndTheProcess) {
  int allowed = 0;
  for (long number = 0; number < kHighestCall; ++number) {
    // Their effect would end or stop the process by itself.
    if (number == __NR_exit || number == __NR_exit_group || number == __NR_rt_sigreturn) continue;
    // All arguments are -1, which no call can use.
    if (!absl::IsPermissionDenied(Try({number, -1, -1, -1, -1, -1, -1}))) ++allowed;
  }
  EXPECT_LE(allowed, 24);
}

TEST(SyscallFilterTest, TheCallsOfItsWorkAreAllowed) {
  EXPECT_TRUE(Try({__NR_getpid}).ok());
  EXPECT_TRUE(Try({__NR_mmap, 0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0}).ok());
  EXPECT_TRUE(Try({__NR_prlimit64, 0, RLIMIT_CPU, 0, 0}).ok());
}

}  // namespace
}  // namespace lossy::agent
