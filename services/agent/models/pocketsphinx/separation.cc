#include "services/agent/models/pocketsphinx/separation.h"

#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <vector>

#include "absl/strings/str_join.h"

namespace lossy::agent {
namespace {

constexpr uid_t kNobody = 65534;

bool BecomeNobody() {
  return geteuid() == 0 && setgroups(0, nullptr) == 0 &&
         setresgid(kNobody, kNobody, kNobody) == 0 && setresuid(kNobody, kNobody, kNobody) == 0;
}

bool EnterNamespaces() {
  return unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS) == 0;
}

// A new user namespace gives all capabilities within it.
void DropCapabilities() {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  syscall(__NR_capset, &header, none);
}

}  // namespace

std::string SeparateFromMachine() {
  std::vector<std::string> done;
  if (BecomeNobody()) done.push_back("unprivileged user");
  if (EnterNamespaces()) done.push_back("namespaces");
  DropCapabilities();
  return done.empty() ? "none" : absl::StrJoin(done, ", ");
}

}  // namespace lossy::agent
