#include "services/agent/speech/syscall_filter.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lossy::agent {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kMachine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kMachine = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t kMachine = 0;
#endif

constexpr std::uint32_t kForbidden[] = {
#ifdef __NR_open  // Newer machines have only openat and clone.
    __NR_open,
    __NR_creat,
    __NR_fork,
    __NR_vfork,
    __NR_unlink,
    __NR_rename,
#endif
    __NR_openat,
    __NR_openat2,
    __NR_open_by_handle_at,
    __NR_unlinkat,
    __NR_renameat2,
    __NR_socket,
    __NR_socketpair,
    __NR_connect,
    __NR_bind,
    __NR_listen,
    __NR_execve,
    __NR_execveat,
    __NR_clone,
    __NR_clone3,
    __NR_ptrace,
    __NR_kill,
    __NR_tkill,
    __NR_process_vm_readv,
    __NR_mount,
    __NR_bpf,
    __NR_io_uring_setup,
    __NR_perf_event_open,
    __NR_userfaultfd,
    __NR_keyctl,
    __NR_process_vm_writev,
};

sock_filter Statement(std::uint16_t code, std::uint32_t value) {
  return {.code = code, .jt = 0, .jf = 0, .k = value};
}

sock_filter Jump(std::uint16_t test, std::uint32_t value, std::uint8_t if_true,
                 std::uint8_t if_false) {
  return {.code = static_cast<std::uint16_t>(BPF_JMP | test | BPF_K),
          .jt = if_true,
          .jf = if_false,
          .k = value};
}

// Loads a field of what the kernel tells of the call.
sock_filter Load(std::size_t offset) {
  return Statement(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}

std::vector<sock_filter> Program() {
  const sock_filter refuse = Statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
  // The same call has another number in another machine's mode: whoever switches is ended.
  std::vector<sock_filter> program = {
      Load(offsetof(seccomp_data, arch)), Jump(BPF_JEQ, kMachine, 1, 0),
      Statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS), Load(offsetof(seccomp_data, nr))};
#ifdef __X32_SYSCALL_BIT
  program.push_back(Jump(BPF_JGE, __X32_SYSCALL_BIT, 0, 1));
  program.push_back(refuse);
#endif
  for (const std::uint32_t number : kForbidden) {
    program.push_back(Jump(BPF_JEQ, number, 0, 1));
    program.push_back(refuse);
  }
  program.push_back(Statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  return program;
}

}  // namespace

absl::Status InstallSyscallFilter() {
  if (kMachine == 0) return absl::UnimplementedError("no filter for this kind of machine");
  std::vector<sock_filter> program = Program();
  const sock_fprog installed{.len = static_cast<unsigned short>(program.size()),
                             .filter = program.data()};
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &installed) == 0) return absl::OkStatus();
  if (errno == EINVAL) return absl::UnimplementedError("this kernel has no filters");
  return absl::InternalError("cannot install the filter");
}

}  // namespace lossy::agent
